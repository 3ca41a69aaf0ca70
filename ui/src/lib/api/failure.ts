import type { Reason } from './bindings.gen';
import { inWords } from './said';
import { words } from './words';

/** What a command answers when it refuses: `code` for the window to act on, `message` for the person. */
export interface Failure {
  code: string;
  message: string;
  /** The same as data, where the core knows it. */
  reason?: Reason | null;
}

export function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown && typeof thrown.message === 'string';
}

/** The words to show for anything that was thrown. */
export function messageOf(thrown: unknown): string {
  if (isFailure(thrown) && thrown.reason) return inWords(thrown.reason);
  if (isFailure(thrown) || thrown instanceof Error) return thrown.message;
  return typeof thrown === 'string' ? thrown : words.noAnswer;
}
