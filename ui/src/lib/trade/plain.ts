import { DISPOSITIONS } from './dispositions';
import { HOLD_REASONS } from './holds';
import { WARRANTY_CLASSES } from './kinds';
import { STAGES, type Stage } from './stages';
import { TEST_KINDS } from './tests';

const LABELS = new Map<string, string>([
  ...Object.entries({ ...STAGES, ...HOLD_REASONS, ...DISPOSITIONS }).map(([code, { label }]) => [code, label.toLowerCase()] as const),
  ...Object.entries({ ...WARRANTY_CLASSES, ...TEST_KINDS }).map(([code, label]) => [code, label.toLowerCase()] as const),
]);

const MOVE = /^([a-z_]+) to ([a-z_]+)(?![a-z_])/;

function isStage(code: string): code is Stage {
  return code in STAGES;
}

/** The backend's sentences name codes such as `to_center`; a person reads words. */
export function plain(sentence: string): string {
  const [way, from = '', to = ''] = MOVE.exec(sentence) ?? [''];
  const rest = isStage(from) && isStage(to) ? sentence.slice(way.length) : sentence;
  const moved = isStage(from) && isStage(to) ? `${STAGES[from].label} → ${STAGES[to].label}` : '';
  return moved + rest.replace(/\b[a-z]+(?:_[a-z]+)+\b/g, (code) => LABELS.get(code) ?? code);
}

/** "2026-000123": under a heading that says RMA the letters are noise. */
export function shortRma(number: string): string {
  return number.replace(/^RMA-/, '');
}

/** "S19j Pro": at the bench nobody says the series, and the letter tells it. */
export function shortModel(name: string): string {
  return name.replace(/^(?:Antminer|Whatsminer|Avalon(?:Miner)?) +(?=[A-Z]\d)/i, '');
}
