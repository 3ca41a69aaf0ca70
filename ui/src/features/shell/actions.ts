import type { Shortcut } from '$lib/keys';
import type { IconComponent } from '$lib/ui/icons';

/** Something that can be done from the palette. */
export interface Action {
  /** Stays the same from one start to the next. */
  id: string;
  label: string;
  /** The heading its keys stand under, or what it belongs to. */
  group: string;
  keys?: string;
  icon?: IconComponent;
  run: () => unknown;
}

/** Shortcuts by their headings, the screen's own first, each heading's in the order they were given. */
export function byHeading(newestFirst: readonly Shortcut[]): [string, Shortcut[]][] {
  const found = new Map<string, Shortcut[]>();
  for (const shortcut of newestFirst) found.set(shortcut.group, [shortcut, ...(found.get(shortcut.group) ?? [])]);
  return [...found];
}

/** The keys of the screen in view and what can be done from anywhere, each once. */
export function actionsOf(shortcuts: readonly Shortcut[], commands: readonly Action[]): Action[] {
  const byId = new Map<string, Action>();
  for (const { keys, label, group, icon, run, keyOnly } of byHeading(shortcuts).flatMap(([, list]) => list)) {
    const id = `${group}: ${label}`;
    if (run !== null && keyOnly !== true && !byId.has(id)) byId.set(id, { id, label, group, keys, run, ...(icon && { icon }) });
  }
  for (const command of commands) if (!byId.has(command.id)) byId.set(command.id, command);
  return [...byId.values()];
}

const wordsOf = (text: string): string[] => text.toLowerCase().split(/[\s:/]+/).filter((word) => word !== '');

/** How well it fits, 0 the best; `null` when some word typed is in neither the label nor the heading. */
export function fit(action: Action, typed: readonly string[]): number | null {
  const label = action.label.toLowerCase();
  const starts = [...wordsOf(action.label), ...wordsOf(action.group)];
  let worst = 0;
  for (const word of typed) {
    if (label.startsWith(word)) continue;
    if (starts.some((each) => each.startsWith(word))) worst = Math.max(worst, 1);
    else if (`${label} ${action.group.toLowerCase()}`.includes(word)) worst = Math.max(worst, 2);
    else return null;
  }
  return worst;
}

/** Those that fit what was typed, the best first; with nothing typed, all as they stand. */
export function fitting(actions: readonly Action[], text: string): Action[] {
  const typed = wordsOf(text);
  if (typed.length === 0) return [...actions];
  return actions
    .map((action) => ({ action, fit: fit(action, typed) }))
    .filter((each): each is { action: Action; fit: number } => each.fit !== null)
    .sort((a, b) => a.fit - b.fit)
    .map(({ action }) => action);
}
