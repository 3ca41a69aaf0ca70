export { default as Comparison } from './Comparison.svelte';
export { default as Waiting } from './Waiting.svelte';
