export { TakeInList } from './list.svelte';
export { default as TakeInSurface } from './TakeInSurface.svelte';
export { default as ColumnList } from './ColumnList.svelte';
