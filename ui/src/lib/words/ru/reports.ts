import type { Words } from '..';

export const reports: Words['reports'] = {
  menu: 'Отчёт',
  viewAs: (format) => `Этот вид как ${format}`,
  scorecard: 'Карточка центра…',
  week: 'Что изменилось за неделю…',
  scorecardTitle: 'Месяц центра на странице',
  weekTitle: 'Что изменилось за неделю',
  center: 'Центр',
  month: 'Месяц',
  weekOf: 'Неделя с',
  format: 'Формат',
  cancel: 'Отмена',
  save: 'Сохранить отчёт',
  saved: (path) => `Сохранено: ${path}`,
  notSaved: 'Не сохранено',
  noCenters: 'Центров ещё нет: добавьте в разделе «Центры».',
};
