import type { Words } from '..';

export const pick: Words['pick'] = {
  model: 'Модель',
  findModel: 'Введите модель',
};
