import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the harness with the application's own settings, into a folder that the caller names. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  logLevel: 'warn',
  build: { target: 'chrome130', modulePreload: { polyfill: false }, assetsInlineLimit: 0, emptyOutDir: true },
});
