/** What the screen shows of the artist's hands: read-only pictures, made when the screen asks. */
import { WAITS_ANSWERED_MAX } from '#app/control-room/index.ts';
import type { DifferingView, HandsWaitView, InHandsView } from '#app/control-room/index.ts';
import { facetValue } from '#app/scene/index.ts';
import type { Differing } from '#app/ledger/index.ts';
import type { Core } from './core.ts';
import { isUnseen } from './differing.ts';
import { namesTouched } from './gate.ts';
import { askedAbout, isInHands } from './in-hands.ts';
import type { WaitingForHands } from './in-hands.ts';
import { statesOf } from './observed.ts';

export function viewInHands(core: Core): InHandsView {
  return {
    differing: [...core.ahead.differing.values()].map((each) => viewDiffering(core, each)),
    waits: askedAbout(core).map((each) => viewWait(core, each)),
    ended: core.handsEnded.map((each) => ({ ...each })),
  };
}

function viewDiffering(core: Core, { id, engine, operations, reason }: Differing): DifferingView {
  const scene = { objects: core.durable.objects };
  const states = statesOf(operations);
  return {
    id,
    engine,
    label: core.label({ operations }),
    objects: namesTouched(core, operations),
    changes: states.map((after) => {
      const value = facetValue(scene, after.id, after.facet);
      return { before: value === undefined ? null : { ...after, value }, after };
    }),
    reason,
    inHands: [...core.sessions.values()].some(
      (session) => session.engine === engine && isInHands(session, operations),
    ),
    overwrites: states.some((state) => isUnseen(core, engine, state) === true),
  };
}

function viewWait(core: Core, { queued, holders, sinceMs }: WaitingForHands): HandsWaitView {
  const intents = queued.map(({ intent }) => intent);
  const operations = intents.flatMap((intent) => intent.operations);
  const first = intents[0];
  if (first === undefined) throw new Error('viewWait: a card about nothing');
  return {
    actor: first.actor,
    intents: intents.slice(0, WAITS_ANSWERED_MAX).map(({ id }) => id),
    label: core.label(first),
    objects: namesTouched(core, operations).filter(({ id }) => holders.some(({ hands }) => hands.has(id))),
    engines: holders.map(({ engine }) => engine),
    waitedMs: core.nowMs - sinceMs,
  };
}
