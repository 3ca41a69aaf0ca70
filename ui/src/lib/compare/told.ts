import type { RouteAnswer, StageShare } from '$lib/api/bindings.gen';
import { showDay } from '$lib/format/dates';
import { days, daysWith } from '$lib/format/days';
import { share } from '$lib/format/quantity';
import { STAGES } from '$lib/trade';
import { daysOf, type Piece, type Shut } from './drawing';
import { nearDay } from './near';
import { words } from './words';

/** "Customs back: 3 days, 9 at 80%, in 40% of cases". */
function stageTold({ stage, p50, p80, entered }: StageShare): string {
  const often = entered === null || entered >= 0.995 ? '' : `, ${words.entered(share(entered))}`;
  return `${words.stageDays(STAGES[stage].label, days(p50 ?? 0), days(p80 ?? 0))}${often}`;
}

/** What a stretch of the bar stands for, as a heading and a line per stage. */
export function pieceTold(piece: Piece): { head: string; lines: string[] } {
  return { head: words.segmentDays(words.segment[piece.kind], days(piece.to - piece.from)), lines: piece.stages.map(stageTold) };
}

/** What a shaded day is, and whose clock stands still. */
export function shutTold({ kind, rest }: Shut, today: string): { head: string; lines: string[] } {
  const span = rest.from_on === rest.to_on ? nearDay(rest.from_on, today) : `${nearDay(rest.from_on, today)}–${nearDay(rest.to_on, today)}`;
  const name = kind === 'weekend' ? words.weekend : rest.name || words.closure;
  const waits = rest.crossed_by.map((stage) => STAGES[stage].label).join(', ');
  return { head: `${name}: ${span}`, lines: [words.shutKind[kind], ...(waits === '' ? [] : [words.standsStill(waits)])] };
}

/** "42 days, 3 of them customs, 11 of them waiting". */
export function wholeTold(route: RouteAnswer, drawn: readonly Piece[]): string {
  return daysWith(route.range.p50 ?? 0, [
    { what: words.ofCustoms, days: daysOf(drawn, 'customs') },
    { what: words.ofWaiting, days: daysOf(drawn, 'waiting') },
  ]);
}

/** The bar of a center in one breath. */
export function routeTold(route: RouteAnswer, drawn: readonly Piece[]): string {
  const { p50_on, p80_on, p95_on } = route.range;
  return `${route.center}: ${words.likely(showDay(p50_on))}, ${words.by(showDay(p80_on))}, ${words.worst(showDay(p95_on))}; ${words.likelyWhole(wholeTold(route, drawn))}. ${drawn
    .map((piece) => pieceTold(piece).head)
    .join(', ')}`;
}
