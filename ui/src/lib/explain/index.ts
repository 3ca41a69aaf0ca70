export { default as Explanation } from './Explanation.svelte';
export { default as LearningNote } from './LearningNote.svelte';
export { default as Outlook } from './Outlook.svelte';
export { default as RecordLine } from './RecordLine.svelte';
export { default as ScoreLine } from './ScoreLine.svelte';
