/** Where two sides changed different properties of one object, both are taken, with a notice that can be taken back
 * (rule 2). */
import { describe, expect, test } from 'vitest';
import type { MergeView } from '#app/control-room/index.ts';
import { applyOrThrow } from '#app/scene/index.ts';
import type { Operation, Scene } from '#app/scene/index.ts';
import { viewMerges } from '#main/orchestrator/index.ts';
import type { OrchestratorConfig } from '#main/orchestrator/index.ts';
import { MERGES_KEPT } from '#main/orchestrator/merges.ts';
import { AGENT, box, moved, PERSON, Rig, uuid } from './bench-rig.ts';

const MANY = 40;
const IDS = Array.from({ length: MANY }, (_, index) => index + 1);

class Studio extends Rig {
  readonly blender = this.connect(1);
  readonly unity = this.connect(2, 'unity');

  constructor(config: Partial<OrchestratorConfig> = {}) {
    super({ config });
    this.submit(
      900,
      IDS.map((id) => ({ op: 'create', object: box(id) })),
    );
    this.land();
  }

  /** Whatever flies is applied, read back and synced. */
  land(): void {
    for (let moves = true; moves;) {
      moves = [this.blender, this.unity].map((each) => this.playApply(each)).some((n) => n !== null);
      if (this.unsynced > 0) this.sync();
    }
  }

  /** An artist did this having seen the scene as it was at `seen`. */
  edit(session: string, edit: number, operations: readonly Operation[], seen: number): void {
    this.engines.set(session, applyOrThrow(this.engines.get(session) as Scene, operations));
    this.frame(session, {
      type: 'observed',
      edit: uuid(edit),
      applied_through: seen,
      undo: { kind: 'step', name: 'Step' },
      before: [],
      operations: [...operations],
    });
    this.land();
  }

  /** Blender’s artist moves objects that Unity’s renames in the same moment. */
  mergeOf(first: number, ids: readonly number[]): number {
    const seen = this.state.revision;
    this.edit(
      this.blender,
      first,
      ids.map((id) => ({ op: 'set_transform', id: uuid(id), transform: moved(id) })),
      seen,
    );
    ids.forEach((id, index) =>
      this.edit(this.unity, first + 1 + index, [{ op: 'rename', id: uuid(id), name: `Kiste_${id}` }], seen),
    );
    return seen;
  }

  get merges(): MergeView[] {
    return viewMerges(this.orchestrator.core);
  }

  takeBack(merge: MergeView | undefined, actor: string, intent: number): unknown {
    const effects = this.command({ do: 'take_back', merge: merge?.id ?? '', actor, intent: uuid(intent) });
    this.land();
    return effects.find((effect) => effect.fx === 'reply')?.answer;
  }
}

describe('the notice', () => {
  test('says of both sides who they are, what they changed, under which number, and what was there before', () => {
    const rig = new Studio();
    const seen = rig.mergeOf(910, [1]);
    expect(rig.state.objects.get(uuid(1))).toEqual(box(1, { name: 'Kiste_1', transform: moved(1) }));
    expect(rig.state.conflicts.size).toBe(0);
    expect(rig.merges).toMatchObject([
      {
        objects: { count: 1, first: [uuid(1)] },
        sides: [
          {
            actor: { id: 'engine:blender' },
            facets: ['transform'],
            n: seen + 1,
            intent: uuid(910),
            stands: 1,
            values: [{ before: { value: moved(0) }, after: { value: moved(1) } }],
          },
          {
            actor: { id: 'engine:unity' },
            facets: ['name'],
            n: seen + 2,
            intent: uuid(911),
            stands: 1,
            values: [{ before: { value: 'Box_1' }, after: { value: 'Kiste_1' } }],
          },
        ],
      },
    ]);
  });

  test('is about what was not seen: a change on top of the other’s says nothing', () => {
    const rig = new Studio();
    rig.edit(rig.blender, 910, [{ op: 'set_transform', id: uuid(1), transform: moved(1) }], 1);
    rig.edit(rig.unity, 911, [{ op: 'rename', id: uuid(1), name: 'Kiste' }], 2);
    expect(rig.merges).toEqual([]);
  });

  test('one’s own earlier changes, another object, and a deletion say nothing', () => {
    const rig = new Studio();
    rig.edit(rig.blender, 910, [{ op: 'set_transform', id: uuid(1), transform: moved(1) }], 1);
    rig.edit(rig.blender, 911, [{ op: 'rename', id: uuid(1), name: 'Mine' }], 1);
    rig.edit(rig.unity, 912, [{ op: 'rename', id: uuid(2), name: 'Kiste' }], 1);
    rig.edit(rig.unity, 913, [{ op: 'delete', id: uuid(3), descendants: [] }], 1);
    expect(rig.merges).toEqual([]);
  });

  test('the window and an agent are sides as well; two agents among themselves are not', () => {
    const rig = new Studio();
    const base = { revision: 1, after: [] };
    const say = (id: number, operations: Operation[], actor = AGENT): void => {
      rig.submit(id, operations, { channel: 'ai', actor, base });
      rig.command({ do: 'approve', id: uuid(id), hash: rig.shownHash(id) });
      rig.land();
    };
    const other = { ...AGENT, id: 'agent:lighter', name: 'lighter' };
    say(910, [{ op: 'set_property', id: uuid(1), key: 'colour', value: 1 }]);
    say(911, [{ op: 'set_property', id: uuid(1), key: 'strength', value: 1 }], other);
    expect(rig.merges).toEqual([]);
    rig.submit(912, [{ op: 'rename', id: uuid(1), name: 'Mine' }], { base });
    rig.land();
    expect(rig.merges.map(({ sides }) => sides.map(({ actor }) => actor.id))).toEqual([
      ['agent:dresser', 'person'],
      ['agent:lighter', 'person'],
    ]);
  });

  test('of many objects is one, also where one side took a step for each', () => {
    const rig = new Studio();
    rig.mergeOf(910, IDS.slice(0, 12));
    expect(rig.merges).toMatchObject([
      { objects: { count: 12 }, sides: [{ stands: 12 }, { stands: 12, facets: ['name'] }] },
    ]);
    expect(rig.merges[0]?.objects.first).toHaveLength(6);
    rig.wait(20_000);
    rig.mergeOf(930, [20]);
    expect(rig.merges.map(({ objects }) => objects.count)).toEqual([12, 1]);
  });

  test('there are only so many: the oldest folds away first', () => {
    const rig = new Studio({ mergeFoldMs: 0 });
    for (const id of IDS.slice(0, MERGES_KEPT)) rig.mergeOf(910 + 2 * id, [id]);
    expect(rig.merges.map(({ objects }) => objects.first)).toEqual(
      IDS.slice(0, MERGES_KEPT).map((id) => [uuid(id)]),
    );
    rig.mergeOf(1_000, [MANY]);
    expect(rig.merges).toHaveLength(MERGES_KEPT);
    expect([rig.merges[0]?.objects.first, rig.merges.at(-1)?.objects.first]).toEqual([
      [uuid(2)],
      [uuid(MANY)],
    ]);
  });

  test('folds away by itself after the time that it states', () => {
    const rig = new Studio();
    rig.mergeOf(910, [1]);
    const [{ staysMs } = { staysMs: 0 }] = rig.merges;
    expect(staysMs).toBe(300_000);
    rig.wait(staysMs - 2_000);
    expect(rig.merges).toHaveLength(1);
    rig.wait(4_000);
    expect(rig.merges).toEqual([]);
  });

  test('folds away once both were changed again; of the one that was, nothing is left to take back', () => {
    const rig = new Studio();
    rig.mergeOf(910, [1, 2]);
    rig.edit(
      rig.blender,
      920,
      [{ op: 'set_transform', id: uuid(1), transform: moved(7) }],
      rig.state.revision,
    );
    expect(rig.merges).toMatchObject([{ sides: [{ stands: 1, isTakenBack: false }, { stands: 2 }] }]);
    rig.edit(rig.unity, 921, [{ op: 'delete', id: uuid(2), descendants: [] }], rig.state.revision);
    expect(rig.merges).toMatchObject([{ sides: [{ stands: 0, values: [] }, { stands: 1 }] }]);
    expect(rig.takeBack(rig.merges[0], 'engine:blender', 930)).toMatchObject({
      ok: false,
      reason: { code: 'nothing_to_take_back' },
    });
    rig.edit(rig.unity, 922, [{ op: 'rename', id: uuid(1), name: 'Again' }], rig.state.revision);
    expect(rig.merges).toEqual([]);
  });
});

describe('taking back', () => {
  test.each([
    ['engine:blender', { transform: moved(0), name: 'Kiste_1' }, 'takes back version 2 of Blender'],
    ['engine:unity', { transform: moved(1), name: 'Box_1' }, 'takes back version 3 of Unity'],
  ])('%s sets what it changed to what was there, and nothing else, by the person', (actor, shared, why) => {
    const rig = new Studio();
    rig.mergeOf(910, [1]);
    expect(rig.takeBack(rig.merges[0], actor, 930)).toMatchObject({ ok: true });
    expect(rig.state.objects.get(uuid(1))).toMatchObject(shared);
    for (const session of [rig.blender, rig.unity])
      expect(rig.engines.get(session)?.objects.get(uuid(1))).toMatchObject(
        session === rig.blender || actor === 'engine:unity' ? {} : shared,
      );
    const begun = rig.records.findLast((record) => record.kind === 'begin');
    expect(begun).toMatchObject({ intent: { id: uuid(930), actor: { id: 'person' }, reason: why } });
    expect(rig.statesOf(930).at(-1)).toBe('committed');
  });

  test('of many objects is one change', () => {
    const rig = new Studio();
    rig.mergeOf(910, IDS.slice(0, 12));
    const before = rig.state.revision;
    rig.takeBack(rig.merges[0], 'engine:unity', 930);
    expect(rig.state.revision).toBe(before + 1);
    for (const id of IDS) expect(rig.state.objects.get(uuid(id))?.name).toBe(`Box_${id}`);
    expect(rig.merges).toMatchObject([
      {
        sides: [
          { stands: 12, isTakenBack: false },
          { stands: 0, isTakenBack: true },
        ],
      },
    ]);
  });

  test('is refused as a conflict while another change of the same value is on its way', () => {
    const rig = new Studio();
    rig.mergeOf(910, [1]);
    rig.submit(920, [{ op: 'rename', id: uuid(1), name: 'Newer' }]);
    const answer = rig
      .command({ do: 'take_back', merge: rig.merges[0]?.id ?? '', actor: 'engine:unity', intent: uuid(930) })
      .find((effect) => effect.fx === 'reply')?.answer;
    expect(answer).toMatchObject({ ok: false, reason: { code: 'stale_base' } });
    rig.land();
    expect(rig.state.objects.get(uuid(1))?.name).toBe('Newer');
  });

  test('in line behind another change of the same value ends as a conflict, and changes nothing', () => {
    const rig = new Studio();
    rig.mergeOf(910, [1, 2]);
    // Something else flies, so that both wait.
    rig.submit(920, [{ op: 'rename', id: uuid(5), name: 'Flies' }]);
    rig.submit(921, [{ op: 'rename', id: uuid(1), name: 'Newer' }]);
    rig.takeBack(rig.merges[0], 'engine:unity', 930);
    expect(rig.statesOf(930).at(-1)).toBe('conflicted');
    expect(rig.state.objects.get(uuid(1))?.name).toBe('Newer');
    expect(rig.state.objects.get(uuid(2))?.name).toBe('Kiste_2');
  });

  test('under a halt is refused, and works after it', () => {
    const rig = new Studio();
    rig.mergeOf(910, [1]);
    rig.command({ do: 'halt', by: 'click' });
    expect(rig.takeBack(rig.merges[0], 'engine:unity', 930)).toMatchObject({ ok: false });
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.sync();
    expect(rig.takeBack(rig.merges[0], 'engine:unity', 931)).toMatchObject({ ok: true });
    expect(rig.state.objects.get(uuid(1))?.name).toBe('Box_1');
  });

  test('a property that was new goes away again', () => {
    const rig = new Studio();
    const seen = rig.state.revision;
    rig.edit(rig.blender, 910, [{ op: 'set_property', id: uuid(1), key: 'mass', value: 2 }], seen);
    rig.edit(rig.unity, 911, [{ op: 'rename', id: uuid(1), name: 'Kiste' }], seen);
    rig.takeBack(rig.merges[0], 'engine:blender', 930);
    expect(rig.state.objects.get(uuid(1))).toEqual(box(1, { name: 'Kiste' }));
  });
});

test('one notice is about so many objects, each whole, and what comes after begins another', () => {
  const rig = new Rig();
  const ids = Array.from({ length: 1_001 }, (_, index) => index + 1);
  rig.submit(
    2_001,
    ids.map((id) => ({ op: 'create', object: box(id) })),
  );
  rig.sync();
  const base = { revision: rig.state.revision, after: [] };
  rig.submit(
    2_002,
    ids.flatMap((id): Operation[] => [
      { op: 'set_transform', id: uuid(id), transform: moved(id) },
      { op: 'set_property', id: uuid(id), key: 'mass', value: id },
    ]),
  );
  rig.sync();
  const visibility = { viewport: false, render: true };
  const other = { ...PERSON, id: 'other' };
  const hide = (id: number): Operation => ({ op: 'set_visibility', id: uuid(id), visibility });
  rig.submit(2_003, ids.map(hide), { actor: other, base });
  rig.sync();
  const merges = (): unknown[] =>
    viewMerges(rig.orchestrator.core).map(({ objects, sides: [one] }) => [objects.count, one.stands]);
  expect(merges()).toEqual([[1_000, 2_000]]);
  rig.submit(2_004, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { actor: other, base });
  rig.sync();
  expect(merges()).toEqual([
    [1_000, 2_000],
    [1, 2],
  ]);
});
