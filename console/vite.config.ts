/// <reference types="vitest/config" />
import { defineConfig } from 'vite';

/** Where `npm run dev` finds the API: the mock by default. */
const api = process.env['FENGHUO_API'] ?? 'http://127.0.0.1:8099';

export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
    // The map and the chart are chunks of their own, loaded after the first paint.
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: {
      '/api': { target: api, ws: true },
      '/feeds': { target: api },
      '/readyz': { target: api },
    },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
