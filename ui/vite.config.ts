import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Fetches the screens while the words are still on their way: they may only run after them. */
function preloadApp(): Plugin {
  return {
    name: 'preload-app',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.values(bundle ?? {}).flatMap((chunk) =>
          chunk.type === 'chunk' && chunk.name === 'App' ? [{ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${chunk.fileName}` }, injectTo: 'head' as const }] : [],
        ),
    },
  };
}

export default defineConfig({
  plugins: [svelte(), svelteTesting(), preloadApp()],
  resolve: { alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) } },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    outDir: 'dist',
    // The only browser is the system's WebKitGTK; it knows light-dark() and nesting, so nothing is rewritten for older ones.
    target: ['safari18'],
    // The content policy has no data: fonts or scripts; small files stay files.
    assetsInlineLimit: 0,
    // The screens are one chunk, read from the binary itself: splitting them would save no download.
    chunkSizeWarningLimit: 1500,
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], setupFiles: ['src/lib/words/test-setup.ts'] },
});
