export { default as Figure } from './Figure.svelte';
export { default as LineChart } from './LineChart.svelte';
export { colourOf } from './colour';
export type { ChartMark, Line, LinePoint } from './line';
export type { FigureTable } from './table';
