import type { Test } from './harness.ts';
import type { World } from './world.ts';
export function sessionTests(_world: World, _folder: string): Test[] { return []; }
