export const pick = {
  model: 'Model',
  findModel: 'Type a model',
};
