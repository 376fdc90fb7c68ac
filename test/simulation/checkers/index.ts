/** All judges of a run. */
import type { History } from '../history.ts';
import { auth1 } from './auth-1.ts';
import { auth2 } from './auth-2.ts';
import { auth3 } from './auth-3.ts';
import { auth4 } from './auth-4.ts';
import { auth5 } from './auth-5.ts';
import { busyBudget, hangBudget } from './budgets.ts';
import { dur1, ruleA, ruleB, ruleC, ruleD } from './durability.ts';
import { fail1, fail2, fail3, fail5 } from './fail.ts';
import { fail4 } from './fail-4.ts';
import { decided } from './decided.ts';
import { Facts } from './facts.ts';
import type { Checker } from './facts.ts';
import { ord1 } from './ord-1.ts';
import { ord2 } from './ord-2.ts';
import { ord3 } from './ord-3.ts';
import { ord4 } from './ord-4.ts';
import { ord5 } from './ord-5.ts';
import { ghosts } from './ghosts.ts';
import { hands } from './hands.ts';
import { kept } from './kept.ts';
import { losses } from './losses.ts';
import { named } from './named.ts';
import { invariants, progress } from './progress.ts';
import { rule7 } from './rule-7.ts';
import { rule13 } from './rule-13.ts';
import { rule2 } from './rule-2.ts';
import { rule5 } from './rule-5.ts';
import { rule3 } from './rule-3.ts';
import { rule20 } from './rule-20.ts';
import { setAside } from './set-aside.ts';
import { takenAgain } from './taken-again.ts';
import { time1, time3 } from './time.ts';
import { timers } from './timers.ts';
import { toldWhy } from './told-why.ts';

export const CHECKERS: readonly Checker[] = [
  ord1,
  ord2,
  ord3,
  ord4,
  ord5,
  fail1,
  fail2,
  fail3,
  fail4,
  fail5,
  dur1,
  time1,
  time3,
  auth1,
  auth2,
  auth3,
  auth4,
  auth5,
  rule2,
  rule5,
  rule3,
  rule13,
  ruleA,
  ruleB,
  ruleC,
  ruleD,
  rule7,
  hands,
  ghosts,
  kept,
  decided,
  named,
  toldWhy,
  takenAgain,
  rule20,
  busyBudget,
  hangBudget,
  losses,
  setAside,
  timers,
  progress,
  invariants,
];

export interface Finding {
  readonly guarantee: string;
  readonly problem: string;
}

/** Findings of one checker that are kept; the first one says it all. */
const FINDINGS_MAX = 5;

/** What does not hold in a run; empty when everything does. */
/** @param named those that are asked; all where nobody is named */
export function judge(
  history: History,
  named?: ReadonlySet<string>,
): { readonly findings: Finding[]; readonly facts: Facts } {
  const facts = new Facts(history);
  const findings: Finding[] = [];
  for (const checker of CHECKERS) {
    if (named?.has(checker.guarantee) === false) continue;
    let count = 0;
    for (const problem of checker.check(facts)) {
      findings.push({ guarantee: checker.guarantee, problem });
      count += 1;
      if (count >= FINDINGS_MAX) break;
    }
  }
  return { findings, facts };
}

export { sameUnderAnotherClock } from './time.ts';
export { Facts } from './facts.ts';
