export { default as DispositionBadge } from './DispositionBadge.svelte';
export { default as HoldBadge } from './HoldBadge.svelte';
export { default as StageBadge } from './StageBadge.svelte';
export { DISPOSITIONS, type Disposition } from './dispositions';
export { HOLD_REASONS, type HoldReason } from './holds';
export { HOLDERS, type Holder, type Look } from './look';
export { STAGE_ORDER, STAGES, type Stage } from './stages';
