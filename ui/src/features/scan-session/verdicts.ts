import type { ScanVerdict } from '$lib/api/bindings.gen';
import type { ToneKind } from '$lib/scan';
import { BadIcon, BlockedIcon, CopyIcon, FindIcon, GoodIcon, WarnIcon, type IconComponent } from '$lib/ui/icons';
import type { Tone } from '$lib/ui/tone';
import { words } from './words';

export interface VerdictLook {
  label: string;
  tone: Tone;
  icon: IconComponent;
  sound: ToneKind;
}

/** Each verdict by word, colour, shape and sound. */
export const VERDICTS = {
  good: { label: words.verdicts.good, tone: 'good', icon: GoodIcon, sound: 'good' },
  duplicate: { label: words.verdicts.duplicate, tone: 'warn', icon: CopyIcon, sound: 'again' },
  unknown: { label: words.verdicts.unknown, tone: 'bad', icon: FindIcon, sound: 'bad' },
  wrong_rma: { label: words.verdicts.wrong_rma, tone: 'bad', icon: BlockedIcon, sound: 'bad' },
  refused: { label: words.verdicts.refused, tone: 'bad', icon: BadIcon, sound: 'bad' },
  ambiguous: { label: words.verdicts.ambiguous, tone: 'warn', icon: WarnIcon, sound: 'again' },
} as const satisfies Record<ScanVerdict, VerdictLook>;
