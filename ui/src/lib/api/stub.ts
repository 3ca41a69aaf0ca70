import type { Backend } from './backend';

/** A desk for tests and for looking at the window in a browser; a test gives the answers it is about, the rest is refused. */
export function stubBackend(answers: Partial<Backend> = {}): Backend {
  const known: Partial<Backend> = { pickFile: () => Promise.resolve(null), pickSavePath: () => Promise.resolve(null), pickFiles: () => Promise.resolve([]), onFileDrag: () => () => undefined, onLearned: () => () => undefined, ...answers };
  return new Proxy(known, {
    get(target, name) {
      // Something with a `then` would be awaited as a promise.
      if (name in target || name === 'then' || typeof name === 'symbol') return Reflect.get(target, name);
      return () => Promise.reject({ code: 'internal', message: `This desk has no answer to “${name}”.` });
    },
  }) as Backend;
}
