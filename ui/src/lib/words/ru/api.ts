import { counted } from '$lib/format/plural';
import type { Words } from '..';

export const api: Words['api'] = {
  noAnswer: 'База не ответила так, как ожидалось.',
  takenBack: 'Отменено',
  takenBackBut: (kept, what, why) => `Отменено, кроме ${counted(kept, 'пункта', 'пунктов', 'пунктов')}: ${what}, потому что ${why}`,
};
