import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { es } from './es';
import { ru } from './ru';
import { filesUnder, resolved, usingSources, type Source } from './sources';
import { zh } from './zh';

type Leaf = [path: string, value: unknown];

function leaves(node: unknown, path = ''): Leaf[] {
  if (typeof node !== 'object' || node === null) return [[path, node]];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, path === '' ? key : `${path}.${key}`));
}

const shapeOf = (catalogue: unknown): string[] => leaves(catalogue).map(([path, value]) => (typeof value === 'function' ? `${path}(${value.length})` : path)).sort();

describe.each([
  ['zh-Hans', zh],
  ['es', es],
  ['ru', ru],
])('the catalogue in %s', (_language, catalogue) => {
  it('says what the English one says, with the same parameters', () => {
    expect(shapeOf(catalogue)).toEqual(shapeOf(en));
  });

  it('leaves nothing blank', () => {
    expect(leaves(catalogue).filter(([, value]) => typeof value === 'string' && value.trim() === '')).toEqual([]);
  });
});

/** The calls of `counted` and `plural` with the number of forms each gives. */
function formsIn({ path, text }: Source): { at: string; forms: number }[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: { at: string; forms: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && ['counted', 'plural'].includes(node.expression.text)) {
      found.push({ at: `${path}: ${node.getText(file)}`, forms: node.arguments.length - 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe('plural forms', () => {
  it.each([
    ['en', 2],
    ['es', 2],
    ['ru', 3],
    ['zh', 1],
  ])('are all there in %s', (folder, forms) => {
    const calls = filesUnder(`lib/words/${folder}`).flatMap(formsIn);

    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((call) => call.forms !== forms).map((call) => call.at)).toEqual([]);
  });
});

const AREA_OF = /export const words = all\.(\w+);/;
/** `words`, or `words as other`, among what is imported. */
const WORDS = /(?:^|[\s,])words(?:\s+as\s+(\w+))?(?=[\s,]|$)/;
const IMPORT = /import\s*\{([^}]*)\}\s*from\s*'([^']+)'/g;

/** The names a source calls the catalogue by, each with the area it stands for; '' is the whole of it. */
function namesIn(source: Source, areas: ReadonlyMap<string, string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const [, imported = '', specifier = ''] of source.text.matchAll(IMPORT)) {
    const word = WORDS.exec(imported);
    if (word === null) continue;
    const area = resolved(source.path, specifier) === 'lib/words' ? '' : areas.get(`${resolved(source.path, specifier)}.ts`);
    if (area !== undefined) names.set(word[1] ?? 'words', area);
  }
  const own = areas.get(source.path);
  if (own !== undefined) names.set('words', own);
  return names;
}

/** As much of a path as the catalogue has: `words.likely.toLowerCase` is a use of `likely`. */
function known(path: string): string {
  const keys: string[] = [];
  let node: unknown = en;
  for (const key of path.split('.')) {
    if (typeof node !== 'object' || node === null || !(key in node)) break;
    node = Reflect.get(node, key);
    keys.push(key);
  }
  return keys.join('.');
}

/** Every path of the catalogue a source reads: "tickets.title", or "trade.stages" for `words.stages[stage]`. */
function pathsIn(source: Source, areas: ReadonlyMap<string, string>): string[] {
  return [...namesIn(source, areas)].flatMap(([name, area]) =>
    [...source.text.matchAll(new RegExp(`(?<![\\w$]|[\\w$)\\]]\\.)${name}((?:\\.\\w+)+)`, 'g'))].map(([, path = '']) => known(`${area}${path}`.replace(/^\./, ''))),
  );
}

describe('every string', () => {
  it('is used somewhere', () => {
    const sources = usingSources();
    const areas = new Map(sources.flatMap(({ path, text }): [string, string][] => (AREA_OF.exec(text)?.[1] === undefined ? [] : [[path, AREA_OF.exec(text)?.[1] ?? '']])));
    // An area alone is a name for it, not a use of all it holds.
    const used = new Set(sources.flatMap((source) => pathsIn(source, areas)).filter((path) => path.includes('.')));

    const isUsed = (path: string): boolean => path.split('.').some((_, i, keys) => i > 0 && used.has(keys.slice(0, i + 1).join('.')));
    expect(leaves(en).flatMap(([path]) => (isUsed(path) ? [] : [path]))).toEqual([]);
  });
});
