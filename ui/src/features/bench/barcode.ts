import JsBarcode from 'jsbarcode';

/** A bar by where it begins and how wide it is, in modules. */
export interface Bar {
  x: number;
  width: number;
}

/** The Code 128 of a text, without its quiet zones. */
export function barsOf(text: string): { bars: Bar[]; width: number } {
  const drawn: { encodings?: { data: string }[] } = {};
  JsBarcode(drawn, text, { format: 'CODE128' });
  const modules = (drawn.encodings ?? []).map(({ data }) => data).join('');
  const bars = [...modules.matchAll(/1+/g)].map((run) => ({ x: run.index, width: run[0].length }));
  return { bars, width: modules.length };
}
