export { default as Comparison } from './Comparison.svelte';
