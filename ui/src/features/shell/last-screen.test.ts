import { beforeEach, describe, expect, it } from 'vitest';
import { keepLastScreen, lastScreen } from './last-screen';

describe('the last screen', () => {
  beforeEach(() => localStorage.clear());

  it('is gone back to with its filters', () => {
    keepLastScreen({ name: 'tickets', search: 'show=closed&q=a%26b' });

    expect(lastScreen()).toEqual({ name: 'tickets', search: 'show=closed&q=a%26b' });
  });

  it('is never the welcome or an address that leads nowhere', () => {
    keepLastScreen({ name: 'centers' });
    keepLastScreen({ name: 'welcome' });
    keepLastScreen({ name: 'unknown', path: '/x' });

    expect(lastScreen()).toEqual({ name: 'centers' });
  });

  it('is none when nothing or nonsense was kept', () => {
    expect(lastScreen()).toBeNull();

    localStorage.setItem('hashmend.last-screen', '#/a/b/c');
    expect(lastScreen()).toBeNull();
  });
});
