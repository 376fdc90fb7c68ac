import { describe, expect, it } from 'vitest';
import type { WaitingView } from '#app/control-room/index.ts';
import type { Operation } from '#app/scene/index.ts';
import {
  answersOf,
  deletesAny,
  firstPicks,
  sharedCount,
  strandedIn,
  variantObjects,
  variantsOf,
} from '../../../renderer/model/variants.ts';

const HASH = 'a'.repeat(64);
const rename = (id: string, name: string): Operation => ({ op: 'rename', id, name });

function card(
  id: string,
  agent: string,
  operations: Operation[],
  part: Partial<WaitingView> = {},
): WaitingView {
  return {
    id,
    actor: { kind: 'agent', id: `agent:${agent}`, name: agent },
    task: null,
    reason: '',
    class: 'cosmetic',
    operations,
    objects: [],
    changes: operations.flatMap((each) =>
      each.op === 'rename'
        ? [{ before: null, after: { id: each.id, facet: 'name' as const, value: each.name } }]
        : [],
    ),
    of: { operations: operations.length, objects: 1 },
    hash: HASH,
    base: 1,
    state: 'awaiting_approval',
    held: null,
    agentGone: false,
    byItself: false,
    waitedFor: [],
    ...part,
  };
}

const reading = { axes: 'blender', unit: 'm', object: () => undefined } as const;
const ada = card('1', 'ada', [rename('lamp', 'Warm'), rename('crate', 'Box')]);
const ben = card('2', 'ben', [rename('lamp', 'Cool'), rename('well', 'Deep')]);

describe('which suggestions are a choice', () => {
  it('are those of different agents about an object in common, in the order in which they wait', () => {
    expect(variantsOf([ada, ben], ben)).toEqual([ada, ben]);
    expect(sharedCount([ada, ben])).toBe(1);
  });

  it.each([
    ['of the same agent, which build on each other', card('3', 'ada', [rename('lamp', 'Hot')])],
    ['about another object', card('3', 'ben', [rename('sun', 'Hot')])],
    ['that are decided', card('3', 'ben', [rename('lamp', 'Hot')], { state: 'queued' })],
    ['of which not all was shown', card('3', 'ben', [rename('lamp', 'Hot')], { hash: null })],
    [
      'of people',
      card('3', 'ben', [rename('lamp', 'Hot')], { actor: { kind: 'person', id: 'person', name: 'person' } }),
    ],
  ])('are not those %s', (_, other) => {
    expect(variantsOf([ada, other], ada)).toEqual([]);
    expect(variantsOf([ada, other], other)).toEqual([]);
  });

  it('are three at most, the asked one among them', () => {
    const many = ['ben', 'cy', 'di', 'ed'].map((agent, index) =>
      card(`${index + 2}`, agent, [rename('lamp', agent)]),
    );
    const last = many.at(-1) as WaitingView;
    expect(variantsOf([ada, ...many], last)).toEqual([ada, many[0], last]);
  });
});

describe('the picks', () => {
  const objects = variantObjects([ada, ben], new Map(), reading);

  it('begin with what only one is about, and leave the choice open', () => {
    expect(objects.map(({ id }) => id)[0]).toBe('lamp');
    const picks = firstPicks(objects);
    expect([...picks].sort(([a], [b]) => a.localeCompare(b))).toEqual([
      ['crate', '1'],
      ['well', '2'],
    ]);
    expect(answersOf([ada, ben], picks)).toBeNull();
  });

  it('show what each would make of an object, and what it is now', () => {
    expect(objects[0]?.lines.map(({ by }) => by.map((cell) => cell?.text))).toEqual([['Warm', 'Cool']]);
    expect(objects[1]?.lines.map(({ by }) => by.map((cell) => cell?.text))).toEqual([['Box', undefined]]);
  });

  it('become an approval, a part, or a denial, each of what was shown', () => {
    const picks = (lamp: string | null, crate: string | null, well: string | null) =>
      new Map([
        ['lamp', lamp],
        ['crate', crate],
        ['well', well],
      ]);
    const names = (...each: (string | null)[]): unknown =>
      answersOf([ada, ben], picks(...(each as [string, string, string])))?.map((answer) =>
        answer.name === 'approve_adjusted' ? answer.body.leave : answer.name,
      );
    expect(names('1', '1', '2')).toEqual(['approve', [0]]);
    expect(names('2', '1', '2')).toEqual([[0], 'approve']);
    expect(names('1', '1', null)).toEqual(['approve', 'deny']);
    expect(names(null, null, null)).toEqual(['deny', 'deny']);
  });

  it('tell each agent from whom its objects were taken instead', () => {
    const picks = new Map<string, string | null>([
      ['lamp', '1'],
      ['crate', null],
      ['well', null],
    ]);
    const [first, second] = answersOf([ada, ben], picks) ?? [];
    expect(first?.body).toMatchObject({ leave: [1], words: expect.stringContaining('left these objects') });
    expect(second?.body).toMatchObject({ reason: expect.stringContaining('from ada') });
  });

  it('say that they delete only while what deletes is taken', () => {
    const gone = card('3', 'cy', [{ op: 'delete', id: 'lamp', descendants: [] }]);
    expect(
      deletesAny(
        [ada, gone],
        new Map([
          ['lamp', '3'],
          ['crate', '1'],
        ]),
      ),
    ).toBe(true);
    expect(
      deletesAny(
        [ada, gone],
        new Map([
          ['lamp', '1'],
          ['crate', '1'],
        ]),
      ),
    ).toBe(false);
  });

  it('are stranded where a part does not go without what is left out', () => {
    const object = {
      id: 'new',
      kind: 'empty',
      name: 'New',
      parent: null,
      transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
      visibility: { viewport: true, render: true },
      properties: {},
    } as const;
    const lamp = { ...object, id: 'lamp', name: 'Lamp' };
    const scene = new Map([['lamp', lamp]]);
    const makes = card('3', 'cy', [
      { op: 'create', object },
      { op: 'reparent', id: 'lamp', parent: 'new' },
    ]);
    const taken = new Map<string, string | null>([
      ['new', null],
      ['lamp', '3'],
    ]);
    expect(strandedIn([makes], taken, scene, (id) => id)).toEqual({ object: 'lamp', needs: 'new' });
    expect(strandedIn([makes], taken.set('new', '3'), scene, (id) => id)).toBeNull();
  });
});
