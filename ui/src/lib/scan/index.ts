export * from './burst';
export * from './context';
export * from './lesson';
export * from './listener';
export * from './tones.svelte';
