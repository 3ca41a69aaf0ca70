import type { Words } from '..';

export const pick: Words['pick'] = {
  model: '型号',
  findModel: '输入型号',
};
