export * from './country';
export * from './dates';
export * from './days';
export * from './money';
export * from './plural';
export * from './quantity';
