import react from '@vitejs/plugin-react';
import path from 'node:path';
import { defineConfig } from 'vite';

/** Builds the harness with the application's own settings, into a folder that the caller names. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  logLevel: 'warn',
  // `npm run gallery`.
  server: { host: '127.0.0.1', port: 5_170, open: '/gallery.html' },
  build: {
    target: 'chrome130',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    emptyOutDir: true,
    rollupOptions: {
      input: ['index.html', 'gallery.html'].map((page) => path.join(import.meta.dirname, page)),
    },
  },
});
