import type { Words } from '..';

export const reports: Words['reports'] = {
  menu: 'Informe',
  viewAs: (format) => `Esta vista como ${format}`,
  scorecard: 'Ficha de un centro…',
  week: 'Qué cambió en una semana…',
  scorecardTitle: 'El mes de un centro en una página',
  weekTitle: 'Qué cambió en una semana',
  center: 'Centro',
  month: 'Mes',
  weekOf: 'Semana desde',
  format: 'Formato',
  cancel: 'Cancelar',
  save: 'Guardar informe',
  saved: (path) => `Guardado: ${path}`,
  notSaved: 'No guardado',
  noCenters: 'Aún no hay ningún centro: añada uno en Centros.',
};
