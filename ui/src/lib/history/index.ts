export { default as HistoryList } from './HistoryList.svelte';
