import { BadIcon, GoodIcon, IdleIcon, WaitingIcon, WarnIcon, WorkingIcon, type IconComponent } from './icons';

/** What a thing's state means to the reader. Colour never says it alone: each has an icon of its own shape. */
export type Tone = 'idle' | 'active' | 'waiting' | 'good' | 'warn' | 'bad';

export const TONE_ICONS = {
  idle: IdleIcon,
  active: WorkingIcon,
  waiting: WaitingIcon,
  good: GoodIcon,
  warn: WarnIcon,
  bad: BadIcon,
} as const satisfies Record<Tone, IconComponent>;
