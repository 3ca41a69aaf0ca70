export * from './shortcuts.svelte';
