/**
 * A working day in front of the window, as fast as it can take one: what eight hours bring by the feed, in batches of a frame,
 * and what a hand does meanwhile. It runs in the page.
 */
import type { ChangeView, WaitingView } from '#app/control-room/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { closePalette, togglePalette } from '../../../renderer/store/palette.ts';
import { changeDesk, PLACES } from '../../../renderer/store/store.ts';
import { goTo, selectObject, showTab } from '../../../renderer/store/actions.ts';
import type { FakeBridge, Pushed } from './fake-bridge.ts';
import { fixture, uuid } from './fixtures.ts';

/** Where everything that comes and goes has gone again, so that what is left then can be compared. */
const STEPS_A_ROUND = 300;
const OBJECTS_AT_ONCE = 60;
const EVERY = {
  suggestion: 4,
  conflict: 60,
  shelved: 50,
  merge: 30,
  latency: 15,
  halt: 300,
  visit: 300,
} as const;
const STEPS_A_FRAME = 50;

export interface Day {
  /** Lives through steps `from` to `to`, which are multiples of `STEPS_A_ROUND`, and comes to rest in the control place. */
  readonly live: (from: number, to: number) => Promise<void>;
}

const { halted } = fixture('halted').snapshot.status;
const { conflicts, shelf } = fixture('conflict').snapshot;
const { merges } = fixture('kept').snapshot;

export function dayOf(bridge: FakeBridge): Day {
  return {
    async live(from, to) {
      if (from % STEPS_A_ROUND !== 0 || to % STEPS_A_ROUND !== 0) throw new Error('no whole rounds');
      let acknowledged: Promise<void> = Promise.resolve();
      for (let at = from; at < to; at += 1) {
        acknowledged = bridge.push(stepOf(bridge, at));
        if (at % STEPS_A_FRAME === 0) await acknowledged;
        if (at % EVERY.visit === 0) await visitAll(bridge, at);
      }
      await acknowledged;
      // What was asked is remembered for tests, and by them alone.
      bridge.asked.length = 0;
      changeDesk({ object: null, change: null, row: null, session: null });
      // The place is drawn anew, with its lists at their beginning.
      goTo('settings');
      await frames(2);
      goTo('control');
      await frames(4);
    },
  };
}

/** Each step tells of so much that nothing that it brings is the same object as before: what keeps it would show. */
function stepOf({ snapshot }: FakeBridge, at: number): Pushed {
  const [crate] = snapshot.objects.filter(({ kind }) => kind === 'mesh').slice(-1) as [SceneObject];
  const [change] = snapshot.changes as [ChangeView];
  const [card] = snapshot.waiting as [WaitingView];
  const n = snapshot.status.revision + 2 * at;
  const id = uuid(20, at);
  const gone = uuid(20, at - OBJECTS_AT_ONCE);
  const made = (part: Partial<ChangeView>): ChangeView => ({
    ...change,
    id: uuid(21, at),
    state: 'committed',
    label: `Place Crate_${at}`,
    objects: [id],
    time: new Date(Date.parse(change.time) + at * 2_400).toISOString(),
    ...part,
  });
  const [x, y, z] = crate.transform.translation;
  return {
    status: {
      ...snapshot.status,
      revision: n + 1,
      halted: at % EVERY.halt < 20 ? halted : null,
    },
    objects: [
      {
        ...crate,
        id,
        parent: null,
        name: `Crate_${at}`,
        transform: { ...crate.transform, translation: [x + (at % 50), y, z] },
      },
    ],
    removed: [gone],
    changes: [
      made({ n }),
      made({ id: uuid(22, at), n: n + 1, label: `Delete Crate_${at - OBJECTS_AT_ONCE}`, objects: [gone] }),
      made({ id: uuid(23, at), n: null, state: 'denied', label: `Recolour Crate_${at}` }),
    ],
    ...(at % EVERY.suggestion === 0
      ? { waiting: [...snapshot.waiting, { ...card, id: uuid(24, at), reason: `Because of ${at}` }] }
      : {}),
    ...(at % EVERY.conflict < 2
      ? {
          conflicts:
            at % EVERY.conflict === 0 ? conflicts.map((each) => ({ ...each, id: `conflict-${at}` })) : [],
        }
      : {}),
    ...(at % EVERY.shelved < 2 ? { shelf: at % EVERY.shelved === 0 ? shelf : [] } : {}),
    ...(at % EVERY.merge < 2
      ? {
          merges: at % EVERY.merge === 0 ? merges.map((each) => ({ ...each, id: `${each.id} ${at}` })) : [],
        }
      : {}),
    ...(at % EVERY.latency === 0
      ? {
          sessions: snapshot.sessions.map((session) => ({
            ...session,
            latencyMs: session.latencyMs.map((ms, i) => ms + ((at + i) % 5)),
          })),
        }
      : {}),
  };
}

/** Every place, a selection, the palette, and the verdict's list: what is drawn for each has to go with it. */
async function visitAll({ snapshot }: FakeBridge, at: number): Promise<void> {
  for (const place of PLACES) {
    goTo(place);
    await frames(2);
    for (const list of document.querySelectorAll('[role="grid"], [role="treegrid"]'))
      list.scrollTop = at % 900;
    await frames(1);
  }
  goTo('control');
  const object = snapshot.objects[at % snapshot.objects.length];
  if (object !== undefined) selectObject(object.id);
  await frames(1);
  const change = snapshot.changes[at % snapshot.changes.length];
  changeDesk({ change: change?.id ?? null });
  showTab('change');
  await frames(1);
  showTab('object');
  togglePalette();
  await frames(2);
  closePalette();
  await frames(1);
}

async function frames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) await new Promise(requestAnimationFrame);
}
