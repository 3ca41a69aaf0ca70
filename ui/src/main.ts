import { mount } from 'svelte';
import App from './App.svelte';
import type { Backend } from '$lib/api/backend';
import './styles/base.css';

/** In a plain browser, while developing, there is no desk behind the window. */
async function findBackend(): Promise<Backend> {
  if (import.meta.env.DEV && !('__TAURI_INTERNALS__' in window)) return (await import('$lib/api/stub')).stubBackend();
  return (await import('$lib/api/tauri')).tauriBackend;
}

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
mount(App, { target, props: { backend: await findBackend() } });
