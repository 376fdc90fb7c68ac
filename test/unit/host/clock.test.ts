import { expect, test } from 'vitest';
import { clockThroughSleep } from '#main/host/clock.ts';

test('the shell’s clock goes on while the machine sleeps, also where the monotonic one stands still', () => {
  let [monotonic, uptime] = [500, 90_000];
  const clock = clockThroughSleep(
    () => monotonic,
    () => uptime,
  );
  const pass = (awakeMs: number, asleepMs = 0): number => {
    monotonic += awakeMs;
    uptime += awakeMs + asleepMs;
    return clock();
  };
  const start = clock();
  expect(pass(60_000) - start).toBe(60_000);
  // Told in whole seconds, the uptime may seem to be ahead, or behind.
  uptime += 999;
  expect(pass(1_000) - start).toBe(61_000);
  uptime -= 1_998;
  expect(pass(1_000) - start).toBe(62_000);
  uptime += 999;
  expect(pass(0, 36_000_000) - start).toBe(36_062_000);
  expect(pass(1_000, 5_000) - start).toBe(36_068_000);
  // Where both go on, nothing is counted twice.
  expect(pass(7_200_000) - start).toBe(43_268_000);
});
