import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { es } from './es';
import { ru } from './ru';
import { zh } from './zh';
import { troubles as enTroubles } from './en/verdicts';
import { troubles as esTroubles } from './es/verdicts';
import { troubles as ruTroubles } from './ru/verdicts';
import { troubles as zhTroubles } from './zh/verdicts';

const bindings = readFileSync('src/lib/api/bindings.gen.ts', 'utf8');

/** The tags of what the core says as data, as the bridge names them. */
function tagsOf(type: string, tag: string): string[] {
  const declared = new RegExp(`export type ${type} =([\\s\\S]*?)(?:\\n\\n(?:export|/\\*\\*)|$)`).exec(bindings)?.[1] ?? '';
  return [...declared.matchAll(new RegExp(`\\b${tag}: "(\\w+)"`, 'g'))].map(([, name = '']) => name).sort();
}

describe.each([
  ['en', en, enTroubles],
  ['es', es, esTroubles],
  ['ru', ru, ruTroubles],
  ['zh-Hans', zh, zhTroubles],
])('in %s there is a word', (_language, words, troubles) => {
  it.each([
    ['Reason', 'kind', words.reasons.refused],
    ['Told', 'kind', words.history.lines],
    ['Changed', 'what', words.history.parts],
    ['WhyNot', 'kind', words.estimates.whyNot],
    ['Remark', 'kind', words.estimates.remarks],
    ['BreakEven', 'kind', words.estimates.breakEven],
    ['FeeNote', 'kind', words.estimates.fee],
    ['Customs', 'kind', words.estimates.customs],
    ['WouldChange', 'kind', words.estimates.wouldChange],
    ['Recalibration', 'kind', words.estimates.recalibration],
    ['VerdictSaid', 'kind', words.verdicts.said],
    ['Unlike', 'kind', troubles.unlike],
    ['CannotTake', 'kind', troubles.cannot],
    ['WarrantyWhy', 'kind', words.verdicts.warranty],
    ['SerialProblem', 'problem', troubles.serial],
    ['MacProblem', 'problem', troubles.mac],
    ['DateProblem', 'problem', troubles.date],
    ['CellTrouble', 'kind', troubles.cell],
  ] as const)('for every %s', (type, tag, lines) => {
    const tags = tagsOf(type, tag);

    expect(tags.length).toBeGreaterThan(2);
    expect(Object.keys(lines).sort()).toEqual(tags);
  });
});
