export { TakeInList } from './list.svelte';
export { default as TakeInSurface } from './TakeInSurface.svelte';
export { default as ColumnList } from './ColumnList.svelte';
export { default as Instead } from './Instead.svelte';
export { default as Panes } from './Panes.svelte';
export { Reader } from './reader.svelte';
export { default as SourceBox } from './SourceBox.svelte';
