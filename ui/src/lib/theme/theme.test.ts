import { beforeEach, describe, expect, it } from 'vitest';
import { Appearance } from './theme.svelte';

describe('appearance', () => {
  beforeEach(() => localStorage.clear());

  it('is remembered', () => {
    const root = document.createElement('html');
    new Appearance(root).theme = 'dark';

    const later = new Appearance(root);

    expect(later.theme).toBe('dark');
    expect(root.dataset['theme']).toBe('dark');
  });

  it('gives the choice back to the system', () => {
    const root = document.createElement('html');
    const look = new Appearance(root);
    look.theme = 'dark';

    look.theme = 'system';

    expect(root.dataset['theme']).toBeUndefined();
  });

  it('ignores a stored value it does not know', () => {
    localStorage.setItem('hashmend.theme', 'sepia');

    expect(new Appearance(document.createElement('html')).theme).toBe('system');
  });
});
