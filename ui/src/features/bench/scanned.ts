import type { Backend } from '$lib/api/backend';
import type { DeviceId } from '$lib/api/bindings.gen';

/** Hits that are looked through for the one whose label or name is the very text. */
const LOOKED_AT = 20;

/** The unit whose label was scanned. */
export async function deviceOf(backend: Pick<Backend, 'find'>, text: string): Promise<DeviceId | null> {
  const scanned = text.trim().toUpperCase();
  if (scanned === '') return null;
  const hits = await backend.find(scanned, LOOKED_AT);
  return hits.find(({ kind, label, matched }) => kind === 'device' && (label.toUpperCase() === scanned || matched?.toUpperCase() === scanned))?.id ?? null;
}
