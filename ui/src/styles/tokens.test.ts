import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// Read as a file: the test environment hands out empty style sheets.
const css = readFileSync('src/styles/tokens.css', 'utf8');

function colours(theme: 0 | 1): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, light, dark] of css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)) {
    found.set(name ?? '', (theme === 0 ? light : dark) ?? '');
  }
  return found;
}

/** Relative luminance as WCAG 2.2 defines it: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['canvas', 'rail', 'surface', 'raised', 'sunken', 'hover', 'selected'];
const text: [string, string][] = [
  ...['text', 'text-2', 'text-3', 'accent-text'].flatMap((ink) => grounds.map((ground): [string, string] => [ink, ground])),
  ...['idle', 'active', 'waiting', 'good', 'warn', 'bad'].flatMap((tone): [string, string][] => [
    [`${tone}-text`, `${tone}-soft`],
    [`${tone}-text`, 'surface'],
    [`${tone}-text`, 'selected'],
    [`${tone}-text`, 'canvas'],
    [`${tone}-text`, 'raised'],
    [`${tone}-text`, 'hover'],
    // Banners speak in the plain inks on a tone's soft ground.
    ['text', `${tone}-soft`],
    ['text-2', `${tone}-soft`],
  ]),
  // A choice of a few stands on the pressed ground; so does what the pointer is on in the rail.
  ['text', 'pressed'],
  ['text-2', 'pressed'],
  ['text', 'accent-soft'],
  ['text-2', 'accent-soft'],
  ['accent-on', 'accent-fill'],
  ['accent-on', 'accent-fill-hover'],
  ['accent-text', 'accent-soft'],
  ['bad-on', 'bad-fill'],
  // A line's name at its end is in the line's colour.
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((nth): [string, string] => [`series-${nth}`, 'surface']),
];
const shapes: [string, string][] = [
  ...['surface', 'canvas', 'raised'].map((ground): [string, string] => ['control-line', ground]),
  ...grounds.map((ground): [string, string] => ['focus', ground]),
  ...['idle', 'active', 'waiting', 'good', 'warn', 'bad'].map((tone): [string, string] => [`${tone}-solid`, 'surface']),
  // What tells the kinds of time apart where colour does not: the pattern against its own ground.
  ['bar-waiting-dot', 'bar-waiting'],
  ['bar-customs-stripe', 'bar-customs'],
  ['bar-transit-line', 'bar-transit'],
  ['accent-line', 'surface'],
  ['focus', 'bar-waiting'],
  ['focus', 'bar-customs'],
];

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('the %s theme', (_name, theme) => {
  const colour = colours(theme);
  const ratio = ([ink, ground]: [string, string]) => {
    const [a, b] = [colour.get(ink), colour.get(ground)];
    if (a === undefined || b === undefined) throw new Error(`no colour for ${ink} or ${ground}`);
    return contrast(a, b);
  };

  it.each(text)('reads %s on %s', (ink, ground) => {
    expect(ratio([ink, ground])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(shapes)('shows %s on %s', (ink, ground) => {
    expect(ratio([ink, ground])).toBeGreaterThanOrEqual(3);
  });
});
