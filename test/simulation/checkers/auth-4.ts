/** AUTH-4: no agent without a person. */
import { facetsOf, objectsTouched, sameValue } from '#app/scene/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import type { ApproveRecord } from '#app/ledger/index.ts';
import { eventOf, idsOf } from './facts.ts';
import { beyondWhatWasAllowed, givenByNobody, other, unsaid } from './allowed.ts';
import type { Checker, Click, Facts } from './facts.ts';
import { valueOf } from './scenes.ts';

/** AUTH-4: no agent's change without the click of a person on exactly that. */
export const auth4: Checker = {
  guarantee: 'AUTH-4',
  *check(facts) {
    const clicks = facts.clicks.filter(({ command }) => command.do.startsWith('approve'));
    const said = new Set<string>();
    for (const approval of facts.records('approve')) {
      const key = JSON.stringify(approval.record);
      // Written again after the disk had refused it, it is still the first word that counts.
      if (said.has(key)) continue;
      said.add(key);
      const problem = unsaid(facts, approval);
      if (problem !== null) yield problem;
    }
    yield* revokedIsOver(facts);
    yield* givenByNobody(facts);
    yield* beyondWhatWasAllowed(facts);
    for (const commit of facts.commits) {
      const { id } = commit.intent;
      const handed = facts.handedIn.find(
        (each) => each.submission.id === id && each.actor.id === commit.intent.actor.id,
      );
      if (handed?.channel !== 'ai' && commit.intent.authority !== 'ai') continue;
      const approval = standingApproval(facts, id, commit.position);
      if (approval === null) {
        yield `${commit.n} of ${commit.intent.actor.id} was committed without a standing approval`;
        continue;
      }
      const different = other(facts, commit);
      if (handed?.channel === 'ai' && different !== null) yield different;
      if (approval.under !== null) continue;
      const click = clicks.find(
        ({ command, at }) =>
          (command.id === id || command.cards?.some((card) => card.id === id) === true) &&
          eventOf(at) === eventOf(approval.at),
      );
      if (click === undefined) yield `${commit.n} was approved by nobody's click`;
      else if (changedSince(facts, commit.n, click))
        yield `${commit.n} was approved for other values than it changed`;
    }
  },
};

/** R29: what an agent had handed in and a person had approved ends when it is revoked, unless it was submitted. */
function* revokedIsOver(facts: Facts): Iterable<string> {
  const revoked = facts.clicks.filter(
    ({ command, answer }) => command.do === 'revoke_agent' && answer?.ok === true,
  );
  if (revoked.length === 0) return;
  const approvals = facts.records('approve');
  for (const { record, at } of facts.records('commit')) {
    const intent = facts.commitOf.get(record.n)?.intent;
    if (intent?.authority !== 'ai') continue;
    const approval = approvals.findLast((each) => each.at < at && each.record.id === intent.id);
    const click = revoked.find(
      (each) => each.command.agent === intent.actor.id && each.at < at && each.at > (approval?.at ?? at),
    );
    if (click !== undefined) yield `${record.n} of ${intent.actor.id} was committed after that was revoked`;
  }
}

/** The approval in the log that stands before the commit and was not made void. */
function standingApproval(
  facts: Facts,
  id: string,
  before: number,
): { under: string | null; at: number } | null {
  let standing: ApproveRecord | null = null;
  for (const record of facts.history.log.slice(0, before - 1)) {
    if (record.kind === 'approve' && record.id === id) standing = record;
    if (record.kind === 'void_approval' && record.id === id) standing = null;
  }
  if (standing === null) return null;
  // Written again after the disk had refused it, it is still the first word that counts.
  const word = JSON.stringify(standing);
  const first = facts.records('approve').find(({ record }) => JSON.stringify(record) === word);
  return { under: standing.under ?? null, at: first?.at ?? 0 };
}

/** Whether what the click was shown, the values before, were others than those that the number found. */
function changedSince(facts: Facts, n: number, click: Click): boolean {
  const commit = facts.commitOf.get(n);
  if (commit === undefined) return false;
  // What was on screen: the scene with what was under way; so any commit appended before the click, or begun before
  // it, may have been seen.
  const since = facts
    .records('begin')
    .filter((begin) => begin.at > click.at && begin.record.n < n && facts.commitOf.has(begin.record.n))
    .map((begin) => begin.record.n);
  const objects = new Set(objectsTouched(commit.intent.operations));
  const builtUpon = predecessors(facts, commit.intent.base.after);
  for (const other of since) {
    const changed = facts.commitOf.get(other);
    // What it builds upon was on the card as done.
    if (changed === undefined || idsOf(changed.intent).some((each) => builtUpon.has(each))) continue;
    for (const id of objects) {
      const [before, after] = [changed.before.get(id), changed.after.get(id)];
      if (before === after || before === undefined || after === undefined) continue;
      const touchesSame = facetsChanged(commit.before.get(id), commit.after.get(id)).some((facet) =>
        facetsChanged(before, after).includes(facet),
      );
      if (touchesSame && !restored(facts, click, n, id)) return true;
    }
  }
  return false;
}

/** An intent's own predecessors, and theirs. */
function predecessors(facts: Facts, base: readonly string[]): Set<string> {
  const found = new Set<string>();
  const left = [...base];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    const handed = facts.handedIn.find((each) => each.submission.id === id);
    left.push(...(handed?.submission.base.after ?? []));
  }
  return found;
}

/** Changed and changed back: what was shown is what is there. */
function restored(facts: Facts, click: Click, n: number, id: string): boolean {
  const shown = facts.commits
    .filter((each) => (facts.records('begin').find((begin) => begin.record.n === each.n)?.at ?? 0) < click.at)
    .at(-1);
  return JSON.stringify(shown?.after.get(id)) === JSON.stringify(facts.commitOf.get(n)?.before.get(id));
}

function facetsChanged(before: SceneObject | undefined, after: SceneObject | undefined): string[] {
  const facets = new Set([before, after].flatMap((object) => (object === undefined ? [] : facetsOf(object))));
  return [...facets].filter((facet) => {
    if (before === undefined || after === undefined) return true;
    return facet !== 'existence' && !sameValue(valueOf(before, facet), valueOf(after, facet));
  });
}
