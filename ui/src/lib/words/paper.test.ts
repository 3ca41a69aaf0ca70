import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { es } from './es';
import { ru } from './ru';
import { zh } from './zh';

/** What papers call things, from where they are set. */
function onPaper(file: string): Record<string, Record<string, string>> {
  return (JSON.parse(readFileSync(`../crates/paper/words/${file}.json`, 'utf8')) as { trade: Record<string, Record<string, string>> }).trade;
}

describe('papers', () => {
  it.each([
    ['en', en],
    ['zh', zh],
    ['es', es],
    ['ru', ru],
  ] as const)('call things in %s as the window does', (file, { trade, atBench, unit }) => {
    const holds = Object.fromEntries(Object.entries(trade.holds).map(([reason, { label }]) => [reason, label]));
    const { stages, dispositions, holders, kinds, warranty, tests } = trade;
    const { components, confidences, repairs, measures, decidedHows, quoteStates } = atBench;
    const { identifierKinds, sources } = unit;

    expect(onPaper(file)).toEqual({ stages, dispositions, holds, holders, kinds, warranty, tests, components, confidences, repairs, measures, decidedHows, quoteStates, identifierKinds, sources });
  });
});
