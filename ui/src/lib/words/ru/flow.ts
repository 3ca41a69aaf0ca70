import { counted, plural } from '$lib/format/plural';
import type { Words } from '..';

const units = (count: number): string => counted(count, 'устройство', 'устройства', 'устройств');
const ofUnits = (count: number): string => counted(count, 'устройства', 'устройств', 'устройств');

export const flow: Words['flow'] = {
  emptyTitle: 'Ни одной заявки в работе',
  emptyText: 'Как только RMA будет подан, его устройства появятся здесь по возрасту, этапу и месту назначения.',
  headline: (away, passed, expected) => {
    if (away === 0) return 'Все устройства на месте';
    const is = `Не на месте: ${units(away)}`;
    if (passed === 0 && expected === 0) return `${is}; похоже, все успеют в срок`;
    if (passed === 0) return `${is}; примерно ${expected} скорее всего не ${plural(expected, 'успеет', 'успеют', 'успеют')} в срок`;
    return expected === 0 ? `${is}; ${passed} уже не успели в срок, больше не ожидается` : `${is}; ${passed} уже не успели в срок, и примерно ${expected} ещё скорее всего не успеют`;
  },
  rests: (promised, unpromised) => `${units(promised)} с датой впереди, у каждого своя вероятность опоздать.${unpromised > 0 ? ` У ${ofUnits(unpromised)} даты нет: опаздывать не к чему.` : ''}`,
  bands: { '0-3': '0–3 дн.', '4-7': '4–7 дн.', '8-14': '8–14 дн.', '15-30': '15–30 дн.', '31-60': '31–60 дн.', 'over-60': 'больше 60 дн.' },
  anyAge: 'любой возраст',
  agesTitle: 'Очередь по возрасту',
  agesNote: (oldest) => (oldest === 0 ? 'Дней с подачи. Старше 60 дней нет.' : `Дней с подачи. Старше 60 дней: ${units(oldest)}.`),
  byStage: 'По этапам',
  byHold: 'На паузе, по причинам',
  stage: 'Этап',
  inAll: 'Всего',
  cell: (count, name, age) => `${count}: ${name}, ${age}`,
  riskTitle: 'Скорее всего опоздают',
  riskNote: 'Вероятность не вернуться к обещанному дню с учётом того, где устройство и как долго. Сначала самые вероятные.',
  noRisk: 'Ни у одного устройства не на месте нет обещанного дня впереди.',
  asTickets: (count) => `Эти ${count} списком`,
  ticket: 'Заявка',
  chance: 'Вероятность опоздать',
  unknownChance: '?',
  promised: 'Обещано',
  center: 'Центр',
  inStage: 'На этапе',
  likeIt: 'Похожих возвратов',
  since: (days, center) => (center === '' ? days : `${days}, ${center}`),
  by: (day) => `к ${day}`,
  basedOn: (returns) => counted(returns, 'похожий возврат', 'похожих возврата', 'похожих возвратов'),
  nothingLike: 'похожих ещё не было',
  weeksTitle: 'Приход и уход',
  weeksNote: 'Устройств в неделю за полгода. Текущей недели на линиях нет.',
  weeksLabel: 'Подано и вернулось, по неделям',
  awayLabel: 'Не на месте в конце каждой недели',
  arrived: 'подано',
  departed: 'вернулось или закрыто',
  away: 'не на месте',
  awayAtEnd: 'Не на месте в конце',
  week: 'Неделя с',
  weekOf: 'неделя с',
  unitsAWeek: 'устройств в неделю',
  unitsAway: 'устройств не на месте',
  soFar: (week) => `${week}, пока`,
  balance: {
    steady: 'Поток в равновесии.',
    older: 'Очередь старше того, что уходит: она растёт или часть её застряла.',
    younger: 'Уходящее старше того, что осталось: разбирают старую очередь.',
  },
  little: (open, perDay, cycle, ratio, window) =>
    `За последние ${window} дн. в среднем не на месте было ${open}, возвращалось ${perDay} в день через ${cycle}. В равновесии первое равно произведению остальных; сейчас отношение ${ratio}.`,
  noLittle: 'За последние 90 дней ничего не вернулось: проверить поток пока нельзя.',
  capacityTitle: 'Сколько работы у каждого центра',
  capacityNote: 'Недель работы: на столе, в очереди и в пути, при заявленном темпе, а если его нет, при темпе последних восьми недель.',
  place: { on_the_bench: 'На столе', queued: 'В очереди', on_the_way: 'В пути' },
  at: { on_the_bench: (count) => `${count} на столе`, queued: (count) => `${count} в очереди`, on_the_way: (count) => `${count} в пути` },
  statedAWeek: 'Заявлено в неделю',
  madeAWeek: 'Сделано в неделю',
  weeksHead: 'Недель работы',
  weeksOfWork: (weeks) => `${weeks} нед. работы`,
  noPace: 'темп неизвестен',
  stated: (stated, made) => `заявлено ${stated} в неделю, сделано ${made}`,
  notStated: (made) => `не заявлено, сделано ${made} в неделю`,
  noCapacity: 'мощность не заявлена, давно ничего не готово',
  nothingThere: 'ничего нет и не в пути',
  none: '–',
};
