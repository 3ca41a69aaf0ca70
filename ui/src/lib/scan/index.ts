export * from './burst';
export * from './context';
export * from './listener';
