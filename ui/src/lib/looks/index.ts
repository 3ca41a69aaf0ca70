export { foreignSlots } from './foreign';
export { default as SlotLooks } from './SlotLooks.svelte';
