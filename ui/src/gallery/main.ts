import { mount } from 'svelte';
import { speak } from '$lib/words';
import { preferred } from '$lib/words/language';
import '../styles/base.css';

async function open(target: HTMLElement): Promise<void> {
  await speak(preferred());
  const { default: Gallery } = await import('./Gallery.svelte');
  mount(Gallery, { target });
}

const target = document.getElementById('app');
if (target !== null) void open(target);
