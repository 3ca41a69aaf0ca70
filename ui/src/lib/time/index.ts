export { default as HeldByBar } from './HeldByBar.svelte';
export { default as WorkLog } from './WorkLog.svelte';
