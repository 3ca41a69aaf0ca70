import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import { seenSources, type Source } from './sources';

const SPOKEN = new Set(['aria-description', 'aria-label', 'aria-roledescription', 'aria-valuetext', 'alt', 'detail', 'error', 'header', 'hint', 'label', 'note', 'placeholder', 'prefix', 'suffix', 'text', 'title', 'unit']);
/** Names that are the same in every language. */
const NAMES = /\b(?:Hashmend|P50|P80|P95|HTS|RMA|MAC|Ctrl|Shift|Alt|Enter|Tab|Esc)\b/g;

const speaks = (text: string): boolean => /\p{L}/u.test(text.replace(NAMES, ''));
/** An expression may name a class or a key; words begin with a capital or hold a space. */
const readsAsWords = (text: string): boolean => speaks(text) && /[\p{Lu} ]/u.test(text);

function isNode(value: unknown): value is Record<string, unknown> & { type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The text a template says by itself: text nodes, spoken attributes, and literals in its expressions. */
function literalsIn({ path, text }: Source): string[] {
  const found: string[] = [];
  const visit = (value: unknown, inExpression: boolean, attribute: string | null): void => {
    if (Array.isArray(value)) return value.forEach((each) => visit(each, inExpression, attribute));
    if (!isNode(value)) return;
    const spoken = attribute === null || SPOKEN.has(attribute);
    if (value.type === 'Text' && typeof value['data'] === 'string' && spoken && speaks(value['data'])) found.push(value['data'].trim());
    if (value.type === 'Literal' && typeof value['value'] === 'string' && inExpression && spoken && readsAsWords(value['value'])) found.push(value['value']);
    if (value.type === 'TemplateElement' && inExpression && spoken && speaks(text.slice(Number(value['start']), Number(value['end'])))) found.push(text.slice(Number(value['start']), Number(value['end'])));
    if (/^(?:On|Style|Class|Bind)Directive$/.test(value.type)) return;
    const within = value.type === 'Attribute' && typeof value['name'] === 'string' ? value['name'] : attribute;
    for (const [key, child] of Object.entries(value)) {
      if (key !== 'metadata') visit(child, inExpression || value.type === 'ExpressionTag', within);
    }
  };
  visit(parse(text, { modern: true }).fragment, false, null);
  return found.map((literal) => `${path}: ${literal}`);
}

const PROPERTY = /\b(?:label|title|text|hint|header|placeholder|note|detail|plural)\s*:\s*(?:'([^']*)'|`([^`]*)`)/g;

describe('no words stand outside the catalogue', () => {
  const sources = seenSources();

  it('in a template', () => {
    expect(sources.filter(({ path }) => path.endsWith('.svelte')).flatMap(literalsIn)).toEqual([]);
  }, 60_000);

  it('in a label, title or text that a script gives', () => {
    const found = sources.flatMap(({ path, text }) =>
      [...text.matchAll(PROPERTY)].flatMap(([, plain, template]) => {
        const said = plain ?? template?.replace(/\$\{[^}]*\}/g, '') ?? '';
        return readsAsWords(said) ? [`${path}: ${said}`] : [];
      }),
    );

    expect(found).toEqual([]);
  });

  it('and no formatter or locale outside lib/format', () => {
    const found = sources.filter(({ path }) => !path.startsWith('lib/format/')).flatMap(({ path, text }) => [...text.matchAll(/new Intl\.\w+|\.toLocale(?:Date|Time)?String\(|'en-US'/g)].map(([is]) => `${path}: ${is}`));

    expect(found).toEqual([]);
  });
});
