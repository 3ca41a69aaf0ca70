export * from './focus-keeper';
export * from './shortcuts.svelte';
