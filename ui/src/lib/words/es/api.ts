import { counted } from '$lib/format/plural';
import type { Words } from '..';

export const api: Words['api'] = {
  noAnswer: 'La base no respondió como se esperaba.',
  takenBack: 'Deshecho',
  takenBackBut: (kept, what, why) => `Deshecho, salvo ${counted(kept, 'cosa', 'cosas')}: ${what}, porque ${why}`,
};
