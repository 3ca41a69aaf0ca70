import type { CenterCurve, Dimension, HeldShare, Quantiles, Trend, TrendEvent, Turnaround, TurnaroundGroup } from '$lib/api/bindings.gen';
import { colourOf, type ChartMark, type FigureTable, type Line, type LinePoint } from '$lib/chart';
import { dayNumber, showDay, showMonth } from '$lib/format/dates';
import { days, shortDays } from '$lib/format/days';
import { quantity } from '$lib/format/quantity';
import { href } from '$lib/router';
import { ticketsSearch } from '$lib/ticket-query';
import { HOLDERS, STAGES, type Holder } from '$lib/trade';
import { DEVICE_KINDS, LEVELS, WARRANTY_CLASSES } from '$lib/trade/kinds';
import { symptomName } from '$lib/trade/symptoms';
import { words } from './words';

export type Calendar = 'elapsed' | 'working';

const of = (table: object, key: string): string | undefined => {
  const found: unknown = (table as Readonly<Record<string, unknown>>)[key];
  return typeof found === 'string' ? found : typeof found === 'object' && found !== null && 'label' in found ? String(found.label) : undefined;
};

/** What a row is called, in the reader's language where the desk only has the word of the trade. */
export function nameOf(by: Dimension, { key, label }: Pick<TurnaroundGroup, 'key' | 'label'>): string {
  if (key === '') return words.unknown;
  switch (by) {
    case 'stage':
      return of(STAGES, key) ?? label;
    case 'region':
      return key === 'us' ? words.us : words.overseas;
    case 'component':
      return of(DEVICE_KINDS, key) ?? label;
    case 'warranty_class':
      return of(WARRANTY_CLASSES, key) ?? label;
    case 'level':
      return of(LEVELS, key) ?? label;
    case 'symptom':
      return symptomName(label);
    case 'week':
      return words.weekOf(showDay(key));
    case 'month':
      return showMonth(key);
    default:
      return label === '' ? words.unknown : label;
  }
}

export const quantilesOf = (group: TurnaroundGroup, calendar: Calendar): Quantiles => (calendar === 'working' ? group.working : group.days);

export const shown = (value: number, calendar: Calendar): string => (calendar === 'working' ? words.shortWorking(quantity(Math.round(value))) : shortDays(value));
export const inWords = (value: number, calendar: Calendar): string => (calendar === 'working' ? words.workingDays(Math.round(value)) : days(value));

/** "14–28 d", "over 14 d", "not yet". */
export function rangeOf({ p50, p80 }: Quantiles, calendar: Calendar): string {
  if (p50 === null) return words.notYet;
  return p80 === null ? words.over(shown(p50, calendar)) : words.span(quantity(Math.round(p50)), shown(p80, calendar));
}

const HOLDER_ORDER = ['us', 'customer', 'vendor', 'carrier', 'customs', 'parts', 'nobody'] as const satisfies readonly Holder[];

export interface HeldPart {
  holder: Holder;
  label: string;
  days: number;
  colour: string;
  isOwn: boolean;
}

/** Our own time first, then the others', each in the colour it has in every bar. */
export function heldParts(held: readonly HeldShare[]): HeldPart[] {
  return HOLDER_ORDER.flatMap((holder, i) => {
    const part = held.find((each) => each.holder === holder);
    return part === undefined || (part.days ?? 0) <= 0 ? [] : [{ holder, label: HOLDERS[holder].label, days: part.days ?? 0, colour: holder === 'us' ? 'var(--accent-line)' : colourOf(i + 1), isOwn: holder === 'us' }];
  });
}

const cell = (value: number | null): string => (value === null ? words.notYet : quantity(value));

export function sideTable({ by, groups }: Turnaround, calendar: Calendar): FigureTable {
  return {
    head: [words.dimension[by], words.units, words.open, 'P50', 'P80', 'P95', words.own, words.others],
    rows: groups.map((group) => {
      const { p50, p80, p95 } = quantilesOf(group, calendar);
      return [nameOf(by, group), quantity(group.units), quantity(group.open), cell(p50), cell(p80), cell(p95), cell(group.own_days), cell(group.others_days)];
    }),
  };
}

/** A center's curve from the day of filing on, where all are away. */
export function curveLine(curve: CenterCurve, colour: string, dashed: boolean): Line {
  const points: LinePoint[] = curve.points.flatMap(({ days, away, low, high }) => (days === null || away === null ? [] : [{ x: days, y: away, ...(low !== null && high !== null && { low, high }) }]));
  const first = points[0];
  return { id: curve.center_id, name: curve.center, colour, dashed, step: true, points: first !== undefined && first.x <= 0 ? points : [{ x: 0, y: 1, low: 1, high: 1 }, ...points] };
}

export function curvesTable(curves: readonly CenterCurve[]): FigureTable {
  const marks = curves[0]?.at_risk.map(({ day }) => day) ?? [];
  return {
    head: [words.dimension.center, words.units, words.open, words.half, ...marks.map((day) => `${words.atRisk} ${shortDays(day)}`)],
    rows: curves.map(({ center, units, open, p50, at_risk }) => [
      center,
      quantity(units),
      quantity(open),
      p50.days === null ? words.notYet : words.halfBand(shortDays(p50.days), p50.low === null ? '…' : quantity(Math.round(p50.low)), p50.high === null ? '…' : quantity(Math.round(p50.high))),
      ...at_risk.map(({ units }) => quantity(units)),
    ]),
  };
}

export type TrendShare = 'p50' | 'p80';

export function trendLines({ points }: Trend, of: TrendShare): Line[] {
  return (['us', 'overseas'] as const).flatMap((region, i) => {
    const own = points.flatMap((point): LinePoint[] => {
      const { days, low, high } = point[of];
      const x = dayNumber(point.month);
      return point.region !== region || days === null || x === null ? [] : [{ x, y: days, ...(low !== null && high !== null && { low, high }) }];
    });
    return own.length === 0 ? [] : [{ id: region, name: words[region], colour: colourOf(i), points: own }];
  });
}

export function trendTable({ points }: Trend): FigureTable {
  const banded = ({ days, low, high }: Trend['points'][number]['p50']): string => (days === null ? words.notYet : low === null || high === null ? quantity(days) : words.halfBand(quantity(days), quantity(low), quantity(high)));
  return {
    head: [words.month, words.dimension.region, words.units, words.open, 'P50', 'P80'],
    rows: points.map(({ month, region, units, open, p50, p80 }) => [showMonth(month), words[region], quantity(units), quantity(open), banded(p50), banded(p80)]),
    hrefs: points.map(({ tickets }) => href({ name: 'tickets', search: ticketsSearch(tickets) })),
  };
}

export function eventName({ kind, label, country, units }: TrendEvent): string {
  // A duty of any country has a star for it.
  const of = country === '*' ? '' : country;
  if (kind === 'customs_hold') return words.heldUnits(units);
  if (kind === 'tariff') return [words.dutyChange, of, label].filter((part) => part !== '').join(' ');
  return of === '' ? label : `${of}: ${label}`;
}

/** Events as marks; what has the same name on the same day is one. */
export function eventMarks(events: readonly TrendEvent[]): ChartMark[] {
  const marks = new Map<string, ChartMark>();
  for (const event of events) {
    const [x, to] = [dayNumber(event.from), dayNumber(event.to)];
    // A duty holds on: what is marked is the day it began.
    if (x !== null) marks.set(`${event.from} ${eventName(event)}`, { x, label: eventName(event), ...(event.kind !== 'tariff' && to !== null && { to }) });
  }
  return [...marks.values()];
}

