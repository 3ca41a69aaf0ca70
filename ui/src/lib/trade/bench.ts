import { words as all } from '$lib/words';

// What the bench calls things, by the words that the desk keeps.

export const COMPONENTS = all.atBench.components;
export const CONFIDENCES = all.atBench.confidences;
export const FOUND_BY = all.atBench.foundBy;
export const CHIP_MARKS = all.atBench.marks;
export const REPAIR_CODES = all.atBench.repairs;
export const MOMENTS = all.atBench.moments;
export const MOMENT_NAMES = all.atBench.momentNames;
export const SLOT_VERDICTS = all.atBench.slotVerdicts;
export const MEASURES = all.atBench.measures;
export const ACTIVITIES = all.atBench.activities;
export const PART_KINDS = all.atBench.partKinds;
export const STOCK_REASONS = all.atBench.stockReasons;
export const RISKS = all.atBench.risks;
export const QUOTE_STATES = all.atBench.quoteStates;
export const DECISIONS = all.atBench.decisions;
export const DECIDED_HOWS = all.atBench.decidedHows;
export const QUOTE_LINES = all.atBench.quoteLines;
