export { TakeInList } from './list.svelte';
export { default as TakeInSurface } from './TakeInSurface.svelte';
