import { describe, expect, it } from 'vitest';
import { centerColours } from './center-colour.svelte';

describe('the colour of a center', () => {
  it('stays when another is added, in whatever order the desk lists them', () => {
    centerColours.set(['a', 'c']);
    const before = ['a', 'c'].map((id) => centerColours.of(id));
    centerColours.set(['d', 'c', 'a']);

    expect(['a', 'c'].map((id) => centerColours.of(id))).toEqual(before);
    expect(centerColours.of('d')).not.toBe(before[1]);
  });

  it('is grey while the desk does not know it, and dashed once the colours are used up', () => {
    const nine = Array.from({ length: 9 }, (_, i) => `c-${i}`);
    centerColours.set(nine);

    expect(centerColours.of('x')).toBe('var(--text-3)');
    expect(nine.map((id) => centerColours.isDashed(id)).indexOf(true)).toBe(8);
  });
});
