import type { Counts } from './harness.ts';
export function runWindow(): Promise<Counts> { return Promise.resolve({ passed: 0, failed: 0 }); }
