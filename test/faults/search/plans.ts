/** Ways to share out intents among the four who can have any. */
import { NOBODY } from './plan.ts';
import type { Plan } from './plan.ts';

/** Every way in which a person, an agent and the artists in two engines can make so many intents together. */
export function plansOf(intents: number): Plan[] {
  const plans: Plan[] = [];
  for (let person = intents; person >= 0; person -= 1)
    for (let agent = intents - person; agent >= 0; agent -= 1)
      for (let blender = intents - person - agent; blender >= 0; blender -= 1)
        plans.push({ ...NOBODY, person, agent, blender, unity: intents - person - agent - blender });
  return plans;
}

/** Of two plans that are each other's with the engines changed over, one: here the one's, there the other's. */
export function withoutTwins(plans: readonly Plan[]): Plan[] {
  return plans.filter(({ person, agent, blender, unity }) =>
    (person + agent) % 2 === 0 ? blender >= unity : unity >= blender,
  );
}

/** As a test is called by it: “2 person, 1 unity”. */
export function wordsOf(plan: Plan): string {
  const parts = Object.entries(plan) as [string, number][];
  return parts.flatMap(([who, times]) => (times === 0 ? [] : [`${times} ${who}`])).join(', ');
}
