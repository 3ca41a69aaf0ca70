import { counted } from '$lib/format/plural';
import type { Words } from '..';

const units = (count: number): string => counted(count, 'unidad', 'unidades');

export const crew: Words['crew'] = {
  refused: 'Lo que hizo cada persona solo lo ven los responsables.',
  emptyTitle: 'Nada se reparó en este período',
  emptyText: (from, to) => `Ningún ticket quedó listo como reparado ni se probó del ${from} al ${to}. Elija un período más largo.`,
  headline: (count, people) => (people === 0 ? `${units(count)} listas, sin nadie anotado` : `${units(count)} listas por ${counted(people, 'persona', 'personas')}`),
  rests: (from, to) => `Por el día en que cada una quedó lista como reparada, del ${from} al ${to}, y quien la reparó al final.`,
  peopleTitle: 'Reparaciones por persona',
  peopleNote: 'Con pocas unidades los intervalos son anchos: dicen poco de nadie. Los minutos son los de todos en la unidad.',
  noRepairs: 'Ninguna unidad quedó lista como reparada en este período.',
  person: 'Reparado por',
  nobody: 'Nadie anotado',
  units: 'Unidades',
  time: 'Tiempo',
  perUnit: 'Por unidad',
  noTime: 'sin anotar',
  hours: (hours) => `${hours} h`,
  minutes: (minutes) => `${minutes} min`,
  firstPass: 'Todas las pruebas a la primera',
  untested: 'sin pruebas anotadas',
  passed: (range, hits, of) => `${range}, ${hits} de ${of}`,
  byWeek: (most) => `Unidades por semana, hasta ${most}`,
  weeksOf: (counts) => `Unidades semana a semana: ${counts}`,
  week: (week, count) => `Semana del ${week}: ${units(count)}`,
  unitsOf: (count, name) => `${count} unidades: ${name}`,
  rigsTitle: 'Pruebas por equipo',
  rigsNote: 'Un equipo que aprueba mucho menos que los demás puede ser él mismo el fallo.',
  noRigs: 'Ninguna prueba de este período nombra su equipo.',
  rig: 'Equipo',
};
