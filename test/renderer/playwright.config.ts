import { defineConfig } from '@playwright/test';

/** The control room alone, in the real runtime's window, with a bridge that is played by the test. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results/renderer',
  // Slow ones whose subject short tests of the units hold as well.
  grepInvert: process.env['VIBESYNC_SELDOM'] === '1' ? [] : /@seldom/,
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  failOnFlakyTests: true,
  timeout: 30_000,
  expect: {
    timeout: 5_000,
    // Pictures: half a pixel in a hundred may differ, by more than a shade. That lets the edge of a letter pass, and no
    // control that moved, went or changed its colour.
    toHaveScreenshot: {
      maxDiffPixelRatio: 0.005,
      threshold: 0.15,
      animations: 'disabled',
      caret: 'hide',
      scale: 'css',
    },
  },
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  updateSnapshots: process.env['VIBESYNC_REGENERATE'] === '1' ? 'all' : 'none',
});
