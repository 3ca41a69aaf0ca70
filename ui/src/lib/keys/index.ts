export * from './focus-keeper';
export * from './last-input';
export * from './shortcuts.svelte';
