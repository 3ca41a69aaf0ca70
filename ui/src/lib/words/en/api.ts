import { counted } from '$lib/format/plural';

/** What is said about a command itself. */
export const api = {
  noAnswer: 'The desk did not answer as expected.',
  takenBack: 'Taken back',
  takenBackBut: (kept: number, what: string, why: string) => `Taken back, but for ${counted(kept, 'thing', 'things')}: ${what}, because ${why}`,
};
