import { counted, plural } from '$lib/format/plural';
import type { Words } from '..';

const units = (count: number): string => counted(count, 'unidad', 'unidades');

export const flow: Words['flow'] = {
  emptyTitle: 'Ningún ticket está fuera',
  emptyText: 'En cuanto se presente un RMA, sus unidades aparecerán aquí por antigüedad, por etapa y por destino.',
  headline: (away, passed, expected) => {
    if (away === 0) return 'Ninguna unidad está fuera';
    const is = `${units(away)} ${plural(away, 'está', 'están')} fuera`;
    if (passed === 0 && expected === 0) return `${is}; ninguna parece que vaya a faltar a su fecha`;
    if (passed === 0) return `${is}; unas ${expected} probablemente faltarán a su fecha`;
    return expected === 0 ? `${is}; ${passed} ya faltaron a su fecha, y no parece que vayan a ser más` : `${is}; ${passed} ya faltaron a su fecha, y unas ${expected} más probablemente lo harán`;
  },
  rests: (promised, unpromised) => `${units(promised)} con una fecha por delante, cada una con su probabilidad de faltar a ella.${unpromised > 0 ? ` De ${units(unpromised)} no se conoce fecha: no hay a qué faltar.` : ''}`,
  bands: { '0-3': '0–3 d', '4-7': '4–7 d', '8-14': '8–14 d', '15-30': '15–30 d', '31-60': '31–60 d', 'over-60': 'más de 60 d' },
  anyAge: 'cualquier antigüedad',
  agesTitle: 'Pendientes por antigüedad',
  agesNote: (oldest) => (oldest === 0 ? 'Días desde que se presentó cada una. Ninguna pasa de 60.' : `Días desde que se presentó cada una. ${units(oldest)} ${plural(oldest, 'pasa', 'pasan')} de 60.`),
  byStage: 'Por etapa',
  byHold: 'En espera, por motivo',
  stage: 'Etapa',
  inAll: 'En total',
  cell: (count, name, age) => `${count}: ${name}, ${age}`,
  riskTitle: 'Probablemente faltarán a su fecha',
  riskNote: 'La probabilidad de no estar de vuelta el día prometido, según dónde está cada una y desde cuándo. Las más probables primero.',
  noRisk: 'Ninguna unidad que está fuera tiene un día prometido por delante.',
  asTickets: (count) => `Estas ${count} como lista`,
  ticket: 'Ticket',
  chance: 'Probabilidad de faltar',
  unknownChance: '?',
  promised: 'Prometido',
  center: 'Centro',
  inStage: 'En la etapa',
  likeIt: 'Vueltas parecidas',
  since: (days, center) => (center === '' ? days : `${days}, ${center}`),
  by: (day) => `para el ${day}`,
  basedOn: (returns) => counted(returns, 'vuelta parecida', 'vueltas parecidas'),
  nothingLike: 'aún nada parecido',
  weeksTitle: 'Entradas y salidas',
  weeksNote: 'Unidades por semana durante medio año. La semana en curso no está en las líneas.',
  weeksLabel: 'Unidades presentadas y unidades de vuelta, semana a semana',
  awayLabel: 'Unidades fuera al final de cada semana',
  arrived: 'presentadas',
  departed: 'de vuelta o cerradas',
  away: 'fuera',
  awayAtEnd: 'Fuera al final',
  week: 'Semana del',
  weekOf: 'semana del',
  unitsAWeek: 'unidades por semana',
  unitsAway: 'unidades fuera',
  soFar: (week) => `${week}, hasta ahora`,
  balance: {
    steady: 'El flujo está en equilibrio.',
    older: 'Lo pendiente es más antiguo que lo que sale: crece, o una parte está atascada.',
    younger: 'Lo que sale es más antiguo que lo que hay: se está despachando un atraso.',
  },
  little: (open, perDay, cycle, ratio, window) =>
    `En los últimos ${window} días hubo ${open} unidades fuera en promedio y volvieron ${perDay} al día, tras ${cycle}. En equilibrio, lo primero sería el producto de lo demás; es ${ratio} veces eso.`,
  noLittle: 'Nada ha vuelto en los últimos 90 días: el flujo aún no se puede comprobar.',
  capacityTitle: 'Trabajo por delante de cada centro',
  capacityNote: 'Semanas de trabajo: lo que está en su banco, en su cola y en camino, al ritmo que declara o, si no, al de las últimas ocho semanas.',
  place: { on_the_bench: 'En el banco', queued: 'En cola', on_the_way: 'En camino' },
  at: { on_the_bench: (count) => `${count} en el banco`, queued: (count) => `${count} en cola`, on_the_way: (count) => `${count} en camino` },
  statedAWeek: 'Declara por semana',
  madeAWeek: 'Hizo por semana',
  weeksHead: 'Semanas de trabajo',
  weeksOfWork: (weeks) => `${weeks} semanas de trabajo`,
  noPace: 'ritmo desconocido',
  stated: (stated, made) => `declara ${stated} por semana, hizo ${made}`,
  notStated: (made) => `no declara, hizo ${made} por semana`,
  noCapacity: 'no declara capacidad, nada listo últimamente',
  nothingThere: 'nada allí ni en camino',
  none: '–',
};
