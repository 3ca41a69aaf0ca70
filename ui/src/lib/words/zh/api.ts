import { quantity } from '$lib/format/quantity';
import type { Words } from '..';

export const api: Words['api'] = {
  noAnswer: '维修台的回应不符合预期。',
  takenBack: '已撤销',
  takenBackBut: (kept, what, why) => `已撤销，但有 ${quantity(kept)} 项保留：${what}，因为 ${why}`,
};
