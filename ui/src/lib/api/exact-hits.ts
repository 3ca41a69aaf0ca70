import type { Backend } from './backend';
import type { Hit } from './bindings.gen';

/** Hits that are looked through for those whose label or number is the very text. */
const LOOKED_AT = 20;

/** What bears the very number that was scanned, the likeliest first. */
export async function exactHits(backend: Pick<Backend, 'find'>, text: string): Promise<Hit[]> {
  const scanned = text.trim().toUpperCase();
  if (scanned === '') return [];
  const hits = await backend.find(scanned, LOOKED_AT);
  return hits.filter(({ label, matched }) => label.toUpperCase() === scanned || matched?.toUpperCase() === scanned);
}
