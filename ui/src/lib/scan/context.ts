import { getContext, onMount, setContext } from 'svelte';
import type { ScanListener, ScanTaker } from './listener';

const KEY = Symbol('scan');

export function provideScans(listener: ScanListener): ScanListener {
  return setContext(KEY, listener);
}

export function useScans(): ScanListener | undefined {
  return getContext<ScanListener | undefined>(KEY);
}

/** While the component is on screen, scans come to `taker` first. */
export function onScan(taker: ScanTaker): void {
  const listener = useScans();
  onMount(() => listener?.take(taker));
}
