import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  resolve: { alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) } },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    outDir: 'dist',
    // The only browser is the system's WebKitGTK; it knows light-dark() and nesting, so nothing is rewritten for older ones.
    target: ['safari18'],
    // The content policy has no data: fonts or scripts; small files stay files.
    assetsInlineLimit: 0,
    // One chunk, read from the binary itself: splitting would save no download.
    chunkSizeWarningLimit: 1500,
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], setupFiles: ['src/lib/words/test-setup.ts'] },
});
