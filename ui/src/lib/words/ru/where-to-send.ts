import { counted } from '$lib/format/plural';
import type { Words } from '..';

export const whereToSend: Words['whereToSend'] = {
  title: 'Куда отправить',
  whatIf: 'Что если',
  model: 'Модель',
  anyModel: 'Введите модель',
  component: 'Что отправляется',
  warranty: 'Гарантия',
  level: 'Ремонт',
  from: 'Откуда',
  anySite: 'Любая площадка в США',
  quantity: 'Количество',
  day: 'Дата отправки',
  noModel: 'Выберите модель, и потери от простоя будут учтены.',
  units: (count) => counted(count, 'устройство', 'устройства', 'устройств'),
  forRma: (number) => `для ${number}`,
  forTicket: (number, serial) => (serial === null ? `для ${number}` : `для ${number}, ${serial}`),
  filedTo: (center) => `оформлено в ${center}`,
  backToRma: 'Назад к RMA',
  backToTicket: 'Назад к заявке',
  askWhatIf: 'Спросить «что если»',
  looking: 'Ищем',
  notFound: 'То, что указано в адресе, не найдено',
  noSuch: (what) => `Нет ни RMA, ни заявки с номером ${what}. Откройте её из списка или задайте вопрос «что если».`,
  chose: (center, what) => `${what}: отправляется в ${center}`,
  notChosen: 'Центр не назначен',
};
