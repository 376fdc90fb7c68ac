import { expect, test } from 'vitest';
import {
  onPromisedS,
  PROMISED_S,
  PROMISED_STEPS,
  promisedStepsS,
  referenceUs,
} from '#test/simulation/pace.ts';

const REFERENCES_US = [9_000, 60_000, 10_000, 10_500, 9_800];

test('the pace is that of the promise at 120 microseconds a step, and beyond it above', () => {
  const paceOf = (stepUs: number): number =>
    promisedStepsS({
      steps: PROMISED_STEPS,
      stepsUs: stepUs * PROMISED_STEPS,
      referencesUs: REFERENCES_US,
    }) ?? 0;
  expect(paceOf(120)).toBeCloseTo(PROMISED_S);
  expect(paceOf(119)).toBeLessThan(PROMISED_S);
  expect(paceOf(121)).toBeGreaterThan(PROMISED_S);
});

test('a machine of half the pace is judged alike, and one slow moment of it counts for nothing', () => {
  const steps = PROMISED_STEPS;
  const stepsUs = 54 * steps;
  const twice = REFERENCES_US.map((each) => 2 * each);
  expect(promisedStepsS({ steps, stepsUs: 2 * stepsUs, referencesUs: twice })).toBeCloseTo(
    promisedStepsS({ steps, stepsUs, referencesUs: REFERENCES_US }) ?? 0,
  );
});

test('what a slower machine uses counts for as much as it would on the machine of the promise', () => {
  expect(onPromisedS(90_000_000, [20_000, 20_000])).toBeCloseTo(45);
  expect(onPromisedS(90_000_000, [])).toBeNull();
});

test('a few seeds tell nothing of it; the reference is work that takes time', () => {
  expect(promisedStepsS({ steps: 50_000, stepsUs: 1, referencesUs: REFERENCES_US })).toBeNull();
  expect(promisedStepsS({ steps: PROMISED_STEPS, stepsUs: 1, referencesUs: [] })).toBeNull();
  expect(referenceUs()).toBeGreaterThan(100);
});
