import type { Backend } from './backend';

/** A desk for tests and for looking at the window in a browser; a test replaces the answers it is about. */
export function stubBackend(answers: Partial<Backend> = {}): Backend {
  return {
    pickFile: () => Promise.resolve(null),
    pickSavePath: () => Promise.resolve(null),
    ...answers,
  };
}
