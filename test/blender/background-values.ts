import type { Test } from './harness.ts';
import type { World } from './world.ts';
export function conversionTests(_world: World): Test[] { return []; }
