import type { Backend } from '$lib/api/backend';
import type { DeviceId } from '$lib/api/bindings.gen';
import { exactHits } from '$lib/api/exact-hits';

/** The unit whose label was scanned. */
export async function deviceOf(backend: Pick<Backend, 'find'>, text: string): Promise<DeviceId | null> {
  return (await exactHits(backend, text)).find(({ kind }) => kind === 'device')?.id ?? null;
}
