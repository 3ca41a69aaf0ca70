import { counted } from '$lib/format/plural';
import type { Words } from '..';

const units = (count: number): string => counted(count, 'устройство', 'устройства', 'устройств');

export const crew: Words['crew'] = {
  refused: 'Кто что сделал, видно только руководителям.',
  emptyTitle: 'За этот период ничего не отремонтировано',
  emptyText: (from, to) => `С ${from} по ${to} ни одна заявка не стала готовой после ремонта и не тестировалась. Выберите период длиннее.`,
  headline: (count, people) => (people === 0 ? `Готово: ${units(count)}, исполнитель не указан` : `Готово: ${units(count)}, сделали ${counted(people, 'человек', 'человека', 'человек')}`),
  rests: (from, to) => `По дню готовности после ремонта, с ${from} по ${to}, и по тому, кто ремонтировал последним.`,
  peopleTitle: 'Ремонты по людям',
  peopleNote: 'Мало устройств, широкие интервалы: о человеке они говорят мало. Минуты всех, кто работал с устройством.',
  noRepairs: 'За этот период ни одно устройство не стало готовым после ремонта.',
  person: 'Ремонтировал',
  nobody: 'Не указано',
  units: 'Устройств',
  time: 'Время',
  perUnit: 'На устройство',
  noTime: 'не указано',
  hours: (hours) => `${hours} ч`,
  minutes: (minutes) => `${minutes} мин`,
  firstPass: 'Все тесты с первого раза',
  untested: 'тестов нет',
  passed: (range, hits, of) => `${range}, ${hits} из ${of}`,
  byWeek: (most) => `Устройств в неделю, до ${most}`,
  weeksOf: (counts) => `Устройств по неделям: ${counts}`,
  week: (week, count) => `Неделя с ${week}: ${units(count)}`,
  unitsOf: (count, name) => `${count} устройств: ${name}`,
  rigsTitle: 'Тесты по стендам',
  rigsNote: 'Стенд, на котором проходит намного меньше, чем на других, может быть неисправен сам.',
  noRigs: 'Ни у одного теста за этот период не указан стенд.',
  rig: 'Стенд',
};
