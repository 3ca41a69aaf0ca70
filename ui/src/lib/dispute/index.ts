export { default as DisputeDialog } from './DisputeDialog.svelte';
