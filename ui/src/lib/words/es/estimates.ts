import type { CustomsLane } from '$lib/api/bindings.gen';
import { countryName } from '$lib/format/country';
import { showDay } from '$lib/format/dates';
import { amount, money } from '$lib/format/money';
import { counted, plural } from '$lib/format/plural';
import { quantity, share } from '$lib/format/quantity';
import type { Words } from '..';
import { spoken } from '../told';
import { settings } from './settings';
import { trade } from './trade';

const days = (n: number): string => counted(n, 'día', 'días');
const dollars = (usd: number | null): string => money(Math.round((usd ?? 0) * 100));
const units = {
  miner: (n: number) => counted(n, 'minero', 'mineros'),
  hashboard: (n: number) => counted(n, 'placa de hash', 'placas de hash'),
  control_board: (n: number) => counted(n, 'placa de control', 'placas de control'),
  psu: (n: number) => counted(n, 'fuente', 'fuentes'),
};
const kind = { miner: 'mineros', hashboard: 'placas de hash', control_board: 'placas de control', psu: 'fuentes' };
const work = (level: number): string => (level === 1 ? 'cambio de piezas' : level === 2 ? 'trabajo de placa' : 'trabajo de chip');
const covered = { in_warranty: 'en garantía', out_of_warranty: 'fuera de garantía', doa: 'defectuoso al recibirlo', second_return: 'de vuelta dentro de la garantía de la reparación' };
const lane = ({ from, to, maker }: CustomsLane): string => `${countryName(from)} → ${countryName(to)}${maker === null ? '' : `, ${maker}`}`;
const differ = (n: number, of: number, taken: string): string => `${n} de ${counted(of, 'unidad', 'unidades')} ${plural(n, 'es distinta', 'son distintas')}; todas se estiman como: ${taken}`;
const prior = (stage: string, segment: string, site: string): string => `${settings.stageOf[stage] ?? stage} (${settings.segmentOf[segment] ?? segment}, ${settings.whereOf[site] ?? site})`;

const whyNot: Words['estimates']['whyNot'] = {
  retired: ({ on }) => `Retirado el ${showDay(on)}`,
  other_makers: ({ makers, maker }) => `Repara ${makers.join(', ')}, no ${maker}`,
  not_this_component: ({ component }) => `No acepta ${kind[component]}`,
  not_this_level: ({ level }) => `No hace ${work(level)}`,
  no_maker_warranty: 'No repara con la garantía del fabricante',
  no_repair_warranty: 'No se conoce garantía sobre sus propias reparaciones',
  on_its_way: ({ center }) => (center === null ? 'La unidad ya está de camino a otro centro o de vuelta de él' : `La unidad ya está de camino a ${center} o de vuelta`),
  no_lane: ({ country, on }) => `No hay ruta desde ${countryName(country)} el ${showDay(on)}; añada una al centro`,
  no_lane_to: ({ country, center }) => `No hay ruta desde ${countryName(country)} hasta ${center}; añada una al centro`,
  no_center_chosen: 'Aún no se ha elegido centro',
  no_units_away: ({ number }) => `${number} no tiene unidades fuera`,
  nothing_to_estimate: ({ number, stage }) => `No hay nada que estimar; ${number} está en: ${trade.stages[stage]}`,
  not_compared: 'El centro no se comparó',
  other: ({ text }) => text,
};

export const estimates: Words['estimates'] = {
  whyNot,
  subject: ({ number, quantity: n, component, model, level, warranty, site }) =>
    `${number === null ? '' : `${number}: `}${units[component](n)}${model === null ? '' : ` (${model})`}, ${work(level)}, ${covered[warranty]}, desde ${site ?? 'EE. UU.'}`,
  breakEven: {
    gap: ({ side, usd }) => `${side === 'us' ? 'Un centro de EE. UU.' : 'El extranjero'} solo gana si su presupuesto es más de ${dollars(usd)} por unidad más bajo.`,
    only_us: 'Solo entran en consideración centros de EE. UU.; no hay punto de equilibrio con el extranjero.',
    only_overseas: 'Solo entran en consideración centros del extranjero; no hay punto de equilibrio con EE. UU.',
    no_center: 'Ningún centro entra en consideración.',
  },
  between: (center, against) => `${center} frente a ${against}`,
  basis: ({ blended, finished_tickets: finished, open_tickets: open, edited, from_demo: demo }) => {
    const published = `valores publicados${edited === 0 ? '' : ` (${edited} fijados por usted)`}`;
    if (!blended) return `${published}, ${counted(finished + open, 'ticket propio', 'tickets propios')}`;
    if (finished + open === 0) return `${demo ? 'tickets inventados' : 'tickets suyos'} en otros centros y ${published}; 0 tickets propios allí`;
    return `${counted(finished, 'ticket terminado', 'tickets terminados')} y ${counted(open, 'abierto', 'abiertos')} allí, ${demo ? 'inventados' : 'suyos'}, y ${published}`;
  },
  fee: {
    your_quote: ({ usd }) => `${dollars(usd)} por unidad, según su presupuesto`,
    repair_warranty: 'Cubierto por la garantía de la reparación',
    maker_pays: 'Cubierto: paga el fabricante',
    listed: ({ amount: fee, currency, rate, of_one_board, source }) =>
      `${amount((fee ?? 0) * 100, currency)}${rate === null ? '' : ` a ${dollars(rate[0])} (${rate[1]})`}${of_one_board ? '; de una placa de hash, no hay tarifa de un minero completo' : ''}; ${source}`,
    unknown: 'No se conoce tarifa; escriba el presupuesto del centro',
    no_exchange_rate: ({ amount: fee, currency }) => `La tarifa es ${amount((fee ?? 0) * 100, currency)} y no se conoce el tipo de cambio; añádalo en Ajustes`,
  },
  assumedPrice: 'Supuesto suyo',
  noPrice: 'No se conoce hashprice',
  remarks: {
    other_components: ({ units: n, of, component }) => differ(n, of, kind[component]),
    other_levels: ({ units: n, of, level }) => differ(n, of, work(level)),
    other_warranties: ({ units: n, of, warranty }) => differ(n, of, covered[warranty]),
    no_hashrate: ({ units: n, of }) => `Ninguna fuente da el hashrate de ${n} de ${counted(of, 'unidad', 'unidades')}; su minado perdido no se cuenta. Indique el hashrate del modelo para contarlo.`,
    whole_miner_still: 'Sin su placa de control o su fuente se detiene el minero completo, y así se cuenta.',
    no_site: 'No se indica sitio; se supone uno de EE. UU. en hora central.',
    no_center_set: 'El ticket no tiene centro, así que su tiempo hasta ahora no se cuenta.',
    further_on: ({ units: n, of, stage }) => `${n} de ${counted(of, 'unidad', 'unidades')} ${plural(n, 'va', 'van')} más adelante; el margen es el de la última, que sigue en: ${trade.stages[stage]}`,
    old_hashprice: ({ from }) => `El hashprice más reciente es del ${showDay(from)}; indique el de hoy para conocer mejor el costo de esperar.`,
    no_hashprice: 'No se conoce hashprice para ese día; el minado perdido no cuenta nada.',
    some_without_fee: ({ centers, of }) => `${centers} de ${counted(of, 'centro', 'centros')} no ${plural(centers, 'tiene tarifa conocida y no cuenta', 'tienen tarifa conocida y no cuentan')} entre los más baratos. Escriba los presupuestos.`,
    none_with_fee: 'No se conoce ninguna tarifa; se comparan flete, arancel y espera.',
    batch_waits: 'Se supone que cada unidad espera a la última de su lote; las esperas de más de 400 días cuentan como 400.',
    maker_unknown: ({ makers }) => `Repara ${makers.join(', ')}; no se conoce el fabricante de las unidades.`,
    sea_damp: 'Algunos centros rechazan el flete marítimo por la humedad.',
    chosen_though: ({ why }): string => spoken(whyNot, why.kind, why),
    duty_not_in_tables: ({ country }) => `El arancel de entrada a ${countryName(country)} no está en las tablas y no se cuenta.`,
    no_duty_rate: ({ country }) => `No se conoce arancel para ${countryName(country)}; no se cuenta.`,
    duty_undeclared: 'El arancel recae sobre el valor de reparación que declara el fabricante, que no se conoce; no se cuenta.',
    duty_without_fee: 'El arancel es una parte de la tarifa, que no se conoce; no se cuenta.',
    fee_left_out: 'Los totales no incluyen la tarifa de reparación: no se conoce ninguna.',
    on_time: ({ by, chance }) => `De vuelta antes del ${showDay(by)} en el ${share(chance ?? 0)} de los casos.`,
    no_holidays: ({ country }) => `No se conocen festivos de ${countryName(country)}; solo se descuentan los fines de semana.`,
    holidays_end: ({ country, until }) => `Los festivos de ${countryName(country)} se conocen hasta el ${showDay(until)}; después solo se descuentan los fines de semana.`,
    make_up_days_end: ({ country, until }) => `Los fines de semana que se trabajan para compensar festivos en ${countryName(country)} están publicados hasta el ${showDay(until)}.`,
    prior_borrowed: ({ stage, segment, site, from_stage, from_segment, from_site }) => `No hay nada publicado para ${prior(stage, segment, site)}; se usa: ${prior(from_stage, from_segment, from_site)}`,
    capacity_assumed: ({ center, units: n }) => `Nadie ha dicho cuántas unidades atiende ${center} a la vez; se suponen ${quantity(n)}.`,
    rework_capped: ({ percent, stages }) => `El ${share((percent ?? 0) / 100)} de los recorridos se cortó tras ${counted(stages, 'etapa', 'etapas')} de retrabajo.`,
    hold_released: 'La retención supuesta termina antes de la fecha de la estimación; no se cuenta ninguna.',
  },

  clock: { business: 'días hábiles', calendar: 'días' },
  against: (factor) =>
    factor >= 1.05 ? `${quantity(factor)} veces más lento que lo publicado` : factor >= 0.95 ? 'tan rápido como lo publicado' : `${quantity(1 / Math.max(factor, 0.01))} veces más rápido que lo publicado`,
  alike: (shared) => `coincide: ${shared}`,
  alikeIn: { center: 'centro', maker: 'fabricante', model: 'modelo', component: 'componente', level: 'nivel', warranty: 'garantía', fault: 'falla' },
  customs: {
    assumed: ({ lane: on, until }) => `Usted supone una retención en ${lane(on)} hasta el ${showDay(until)}.`,
    seen: ({ lane: on, chance }) => {
      const p = chance ?? 0;
      return `${p >= 0.5 ? 'Es probable una retención' : p >= 0.1 ? 'Es posible una retención' : 'No se observa retención'} en ${lane(on)}: ${Math.round(p * 100)} de 100, según sus propios envíos. Una retención puede verse con dos a cuatro semanas de retraso.`;
    },
    unseen: ({ lane: on }) => `Ninguno de sus envíos ha vuelto por ${lane(on)}; las retenciones se toman con la frecuencia publicada.`,
  },
  wouldChange: {
    no_hold: ({ days: n }) => `Sin retención en aduana, el día al 95 % se adelantaría ${days(n)}.`,
    through: ({ stage, days: n }) => `Si ya hubiera pasado «${trade.stages[stage]}», el día probable se adelantaría ${days(n)}.`,
    yes_at_once: ({ days: n }) => `Aceptar el presupuesto de inmediato ahorraría unos ${days(n)}.`,
    as_published: ({ stage, days: n }) => `«${trade.stages[stage]}» al ritmo publicado ahorraría unos ${days(n)}.`,
  },
  by: {
    published: 'Los tiempos publicados de las etapas, una tras otra, con retrabajos y retenciones en aduana a su frecuencia habitual.',
    batch: 'Las etapas, una tras otra, según sus tickets y los valores publicados. Un lote vuelve con su última unidad, así que no se usa el tiempo total de tickets sueltos.',
    stages: 'Las etapas, una tras otra, según sus tickets y los valores publicados.',
    whole: 'El tiempo total de tickets pasados que estaban donde está este.',
    half: 'La mitad, las etapas una tras otra; la otra mitad, el tiempo total de tickets pasados que estaban donde está este.',
  },
  method: ({ tried_on, stretched_percent: by }) =>
    [
      tried_on === null ? '' : `De las maneras probadas con ${counted(tried_on, 'ticket pasado', 'tickets pasados')}, esta acertó más.`,
      by === null ? '' : `Las etapas se muestran un ${share(Math.abs(by) / 100)} más ${by > 0 ? 'largas' : 'cortas'}, para que sumen el total.`,
    ],
  recalibration: {
    unjudged: 'Sin ajuste por estimaciones pasadas.',
    mended: ({ came, scattered_percent: by }) =>
      `Los tickets pasados ${[...(came === null ? [] : [`llegaron ${came === 'later' ? 'más tarde' : 'antes'} de lo previsto`]), ...(by === null ? [] : [`variaron un ${share(Math.abs(by) / 100)} ${by > 0 ? 'más' : 'menos'} de lo previsto`])].join(' y ')}; este margen se corrige con ello.`,
    too_few: ({ needed, made }) => `Sin ajuste: hacen falta ${needed} estimaciones pasadas para aprender y solo fue posible hacer ${made}.`,
    fitting: 'Sin ajuste: las estimaciones pasadas fueron tan amplias como lo que resultó.',
  },
  caution: ({ region, back, needed }) =>
    `No hay registros públicos de reparaciones de mineros, y solo ${plural(back, `ha vuelto ${back} ticket suyo`, `han vuelto ${back} tickets suyos`)} ${region === 'us' ? 'de EE. UU.' : 'del extranjero'}: hasta que vuelvan ${needed}, el margen no está comprobado.`,
  learned: {
    nothing: () => 'Aún no hay tickets suyos: los márgenes se apoyan en valores publicados.',
    waiting: ({ tickets }) => `Aprendiendo de ${counted(tickets, 'ticket suyo', 'tickets suyos')}; hasta entonces los márgenes se apoyan en valores publicados.`,
    behind: ({ newer_events }) => `La estimación es ${counted(newer_events, 'evento', 'eventos')} más antigua que los datos: aprendiendo de nuevo.`,
    current: ({ tickets, of, from_demo }) =>
      of <= tickets ? `Aprendido de todos los tickets ${from_demo ? 'inventados' : 'propios'}: ${quantity(tickets)}.` : `Aprendido de ${quantity(tickets)} tickets ${from_demo ? 'inventados' : 'propios'}, una muestra uniforme de ${quantity(of)}.`,
  },
};
