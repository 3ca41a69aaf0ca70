import { describe, expect, it } from 'vitest';
import { Loaded } from './loaded.svelte';

describe('a loaded answer', () => {
  it('is not overwritten by a slower, older one', async () => {
    const answers: ((value: string) => void)[] = [];
    const loaded = new Loaded(() => new Promise<string>((resolve) => answers.push(resolve)));

    const [first, second] = [loaded.load(), loaded.load()];
    answers[1]?.('new');
    answers[0]?.('old');
    await Promise.all([first, second]);

    expect(loaded.value).toBe('new');
  });

  it('keeps the refusal in the words of the backend', async () => {
    const loaded = new Loaded(() => Promise.reject({ code: 'locked', message: 'Another window holds this file' }));

    await loaded.load();

    expect(loaded.status).toBe('error');
    expect(loaded.error).toBe('Another window holds this file');
  });

  it('shows again what was there while it asks a second time', async () => {
    const loaded = new Loaded(() => Promise.resolve('row'));
    await loaded.load();

    void loaded.load();

    expect(loaded.value).toBe('row');
    expect(loaded.status).toBe('loading');
  });
});
