import { describe, expect, test } from 'vitest';
import type { FacetState } from '#app/scene/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

/** One engine is asked to move an object and to hide it, and votes with what it is given here. */
function voted(states: (honest: readonly FacetState[]) => readonly FacetState[]): string {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  const visibility = { viewport: false, render: false };
  rig.submit(2, [
    { op: 'set_transform', id: uuid(1), transform: moved(3) },
    { op: 'set_visibility', id: uuid(1), visibility },
  ]);
  const n = rig.take(blender, ['apply'])?.n as number;
  const honest: FacetState[] = [
    { id: uuid(1), facet: 'transform', value: moved(3) },
    { id: uuid(1), facet: 'visibility', value: visibility },
  ];
  rig.frame(blender, { type: 'applied', n, states: states(honest) });
  rig.sync();
  const fault = rig.orchestrator.core.sessions.get(blender)?.reason?.message;
  return fault ?? rig.statesOf(2).at(-1) ?? '';
}

test('a read-back may name the facets in any order', () => {
  expect(voted((honest) => honest)).toBe('committed');
  expect(voted((honest) => honest.toReversed())).toBe('committed');
});

test('a read-back that leaves out, repeats, adds or differs is a fault of its engine', () => {
  expect(voted((honest) => honest.slice(1))).toContain('transform was not read back');
  expect(voted(([first]) => (first === undefined ? [] : [first, first]))).toContain('names a facet twice');
  expect(voted((honest) => [...honest, { id: uuid(1), facet: 'name', value: 'Box_1' }])).toContain(
    'facets that were not written',
  );
  expect(
    voted((honest) =>
      honest.map((each) => (each.facet === 'transform' ? { ...each, value: moved(4) } : each)),
    ),
  ).toContain('transform reads differently');
});

describe('what an engine cannot show', () => {
  /** It masks visibility, and is asked to hide the object and to move it. */
  function answered(states: (honest: readonly FacetState[]) => readonly FacetState[]): string | undefined {
    const rig = new Rig();
    const session = uuid(0xe01);
    rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
    rig.frame(session, {
      type: 'hello',
      adapter: { name: 'test', version: '1' },
      engine: { kind: 'blender', version: '1' },
      scene: { project: null, scene: null, saved_revision: null, title: 'untitled', unsaved: false },
      applied_through: null,
      receipt: null,
      masked: ['visibility'],
    });
    rig.command({ do: 'link_scene', session, scene: uuid(0xcc1) });
    rig.sync();
    rig.engines.set(session, { objects: new Map() });
    rig.playResync(session);
    rig.submit(1, [{ op: 'create', object: box(1) }]);
    rig.playApply(session);
    rig.sync();
    const visibility = { viewport: false, render: false };
    rig.submit(2, [
      { op: 'set_visibility', id: uuid(1), visibility },
      { op: 'set_transform', id: uuid(1), transform: moved(3) },
    ]);
    const n = rig.take(session, ['apply'])?.n as number;
    const honest: FacetState[] = [
      { id: uuid(1), facet: 'visibility', value: visibility },
      { id: uuid(1), facet: 'transform', value: moved(3) },
    ];
    rig.frame(session, { type: 'applied', n, states: states(honest) });
    rig.sync();
    const { phase, reason } = rig.orchestrator.core.sessions.get(session) ?? {};
    return phase === 'live' ? rig.statesOf(2).at(-1) : reason?.message;
  }

  test('is read back as it may be, or not at all', () => {
    expect(answered((honest) => honest)).toBe('committed');
    expect(answered((honest) => honest.slice(1))).toBe('committed');
    const shown = { viewport: true, render: true };
    expect(
      answered((honest) =>
        honest.map((each) => (each.facet === 'visibility' ? { ...each, value: shown } : each)),
      ),
    ).toBe('committed');
  });

  test('excuses nothing else', () => {
    expect(answered((honest) => honest.slice(0, 1))).toContain('transform was not read back');
    expect(
      answered((honest) =>
        honest.map((each) => (each.facet === 'transform' ? { ...each, value: moved(4) } : each)),
      ),
    ).toContain('transform reads differently');
  });
});
