import type { Words } from '..';

export const pick: Words['pick'] = {
  model: 'Modelo',
  findModel: 'Escriba un modelo',
};
