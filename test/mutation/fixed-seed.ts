import fc from 'fast-check';
import { beforeEach } from 'vitest';
import { SKIPPED_VARIABLE } from './areas.mjs';

// The same examples for every mutant and in every run, so that a score can be had again; and the first counterexample
// is enough to kill a mutant: looking for the smallest takes longer than all the rest.
fc.configureGlobal({ seed: 20_260, endOnFailure: true });

const skipped: unknown = JSON.parse(process.env[SKIPPED_VARIABLE] ?? '[]');
beforeEach(({ task, skip }) => skip(Array.isArray(skipped) && skipped.includes(task.name)));
