import type { Words } from '..';

export const figures: Words['figures'] = {
  notRead: 'Не удалось прочитать показатели',
  showAll: (count) => `Показать все: ${count}`,
  showFewer: 'Показать меньше',
  none: 'Пока нет',
  period: 'Период',
  periods: { 30: 'Последние 30 дней', 90: 'Последние 90 дней', 365: 'Последние 365 дней', own: 'С какого по какой день' },
  from: 'С',
  to: 'По',
};
