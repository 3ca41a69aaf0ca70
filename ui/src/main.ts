import { mount } from 'svelte';
import type { Backend } from '$lib/api/backend';
import { speak } from '$lib/words';
import { preferred } from '$lib/words/language';
import './styles/base.css';

/** In a plain browser, while developing, there is no desk behind the window. */
async function findBackend(): Promise<Backend> {
  if (import.meta.env.DEV && !('__TAURI_INTERNALS__' in window)) return (await import('$lib/api/stub')).stubBackend();
  return (await import('$lib/api/tauri')).tauriBackend;
}

// A function, not top-level await: the language's chunk imports from this one, and would wait for it for ever.
async function open(target: HTMLElement): Promise<void> {
  await speak(preferred());
  // Components read their words as they load, so they may only load now.
  const [{ default: App }, backend] = await Promise.all([import('./App.svelte'), findBackend()]);
  mount(App, { target, props: { backend } });
}

// A file let go of where nothing takes it would otherwise be opened in the window's place.
for (const name of ['dragover', 'drop'] as const) window.addEventListener(name, (event) => event.preventDefault());

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
void open(target);
