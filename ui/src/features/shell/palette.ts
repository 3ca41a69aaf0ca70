import type { Hit } from '$lib/api/bindings.gen';
import type { Route } from '$lib/router';
import { fitting, type Action } from './actions';
import { grouped, type Sought } from './finder.svelte';
import { HIT_LOOKS } from './looks';
import type { Recent } from './recent.svelte';
import { words } from './words';

/** One line of the palette: a record or an action. */
export type Line = { key: string; hit: Hit } | { key: string; action: Action };

export interface LineGroup {
  title: string;
  lines: Line[];
}

/** Actions beside records found: the best few. Alone, all of them. */
const FEW = 6;

const hitLine = (hit: Hit): Line => ({ key: `${hit.kind} ${hit.id}`, hit });
const actionLine = (action: Action): Line => ({ key: `> ${action.id}`, action });

/** What the palette shows: with nothing typed what was taken last and what can be done here; else what was found. */
export function linesFor(sought: Sought, hits: readonly Hit[], actions: readonly Action[], recent: Recent): LineGroup[] {
  const byHeading = (list: readonly Action[]): LineGroup[] =>
    [...new Set(list.map(({ group }) => group))].map((title) => ({ title, lines: list.filter(({ group }) => group === title).map(actionLine) }));
  const fit = sought.among === 'tickets' ? [] : fitting(actions, sought.text);
  let groups: LineGroup[];
  if (sought.text === '') {
    const past = recent.all.flatMap((past): Line[] => {
      if ('hit' in past) return sought.among === 'commands' ? [] : [hitLine(past.hit)];
      const action = fit.find(({ id }) => id === past.action);
      return action === undefined ? [] : [actionLine(action)];
    });
    const seen = new Set(past.map(({ key }) => key));
    groups = [{ title: words.recent, lines: past }, ...byHeading(fit).map(({ title, lines }) => ({ title, lines: lines.filter(({ key }) => !seen.has(key)) }))];
  } else {
    const found = grouped(hits).map(({ kind, hits }) => ({
      title: HIT_LOOKS[kind].plural,
      lines: hits.toSorted((a, b) => recent.rank({ hit: a }) - recent.rank({ hit: b })).map(hitLine),
    }));
    const commands = { title: words.commands, lines: (sought.among === 'commands' ? fit : fit.slice(0, FEW)).map(actionLine) };
    // A number or a serial is meant as such; a word may well be a command's.
    groups = /\d/.test(sought.text) ? [...found, commands] : [commands, ...found];
  }
  return groups.filter(({ lines }) => lines.length > 0);
}

/** The second thing a record is opened for. */
export function asideOf(hit: Hit): { label: string; route: Route } | null {
  switch (hit.kind) {
    case 'ticket':
      return { label: words.whereToSend, route: { name: 'where-to-send', ticket: hit.label } };
    case 'rma':
      return { label: words.whereToSend, route: { name: 'where-to-send', rma: hit.id } };
    case 'device':
    case 'model':
    case 'center':
    case 'customer':
      return null;
  }
}
