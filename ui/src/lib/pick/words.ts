export const words = {
  model: 'Model',
  findModel: 'Type a model',
} as const;
