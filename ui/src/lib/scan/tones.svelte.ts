/** What a tone tells. */
export type ToneKind = 'good' | 'again' | 'bad';

interface Note {
  hertz: number;
  from: number;
  to: number;
  wave: OscillatorType;
}

/** Told apart by pitch, number and timbre, so that one ear in a loud hall is enough. */
const TONES: Readonly<Record<ToneKind, readonly Note[]>> = {
  good: [
    { hertz: 880, from: 0, to: 0.07, wave: 'sine' },
    { hertz: 1320, from: 0.07, to: 0.16, wave: 'sine' },
  ],
  again: [
    { hertz: 660, from: 0, to: 0.08, wave: 'triangle' },
    { hertz: 660, from: 0.12, to: 0.2, wave: 'triangle' },
  ],
  bad: [
    { hertz: 196, from: 0, to: 0.16, wave: 'square' },
    { hertz: 147, from: 0.18, to: 0.42, wave: 'square' },
  ],
};

/** A square wave is louder to the ear than a sine of the same height. */
const GAIN: Readonly<Partial<Record<OscillatorType, number>>> = { sine: 0.5, triangle: 0.5, square: 0.18 };

const KEY = 'hashmend.scan-volume';

/** The tones of the scan session, made here and not loaded: the window fetches nothing. */
export class Tones {
  /** 0 (mute) to 1. */
  #volume = $state(keptVolume());
  #context: AudioContext | null = null;

  constructor(private readonly open: () => AudioContext = () => new AudioContext()) {}

  get volume(): number {
    return this.#volume;
  }

  set volume(to: number) {
    this.#volume = Math.min(Math.max(to, 0), 1);
    try {
      localStorage.setItem(KEY, String(this.#volume));
    } catch {
      // It then holds for as long as the window is open.
    }
  }

  play(kind: ToneKind): void {
    if (this.#volume === 0) return;
    try {
      this.#context ??= this.open();
      const context = this.#context;
      if (context.state === 'suspended') void context.resume();
      for (const note of TONES[kind]) this.#sound(context, note);
    } catch {
      // No sound card is no reason to stop scanning: colour and words say the same.
    }
  }

  #sound(context: AudioContext, { hertz, from, to, wave }: Note): void {
    const [begin, end] = [context.currentTime + from, context.currentTime + to];
    const loud = (GAIN[wave] ?? 0.4) * this.#volume;
    const tone = new OscillatorNode(context, { type: wave, frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    // Begun and ended softly: a hard edge clicks.
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(loud, begin + 0.01);
    gain.gain.setValueAtTime(loud, end - 0.02);
    gain.gain.linearRampToValueAtTime(0, end);
    tone.connect(gain).connect(context.destination);
    tone.start(begin);
    tone.stop(end);
  }
}

function keptVolume(): number {
  try {
    const kept = Number(localStorage.getItem(KEY) ?? '0.6');
    return kept >= 0 && kept <= 1 ? kept : 0.6;
  } catch {
    return 0.6;
  }
}
