import type { Words } from '..';

export const figures: Words['figures'] = {
  notRead: 'No se pudieron leer las cifras',
  showAll: (count) => `Mostrar las ${count}`,
  showFewer: 'Mostrar menos',
  none: 'Aún nada',
  period: 'Período',
  periods: { 30: 'Últimos 30 días', 90: 'Últimos 90 días', 365: 'Últimos 365 días', own: 'De un día a otro' },
  from: 'Desde',
  to: 'Hasta',
};
