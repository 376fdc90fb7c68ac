import { describe, expect, it } from 'vitest';
import type { ChangeView } from '#app/control-room/index.ts';
import type { Axes } from '../../../renderer/axes.ts';
import { engineName, sessionName, stateHint, stateWord } from '../../../renderer/model/actors.ts';
import { cardRows } from '../../../renderer/model/card-rows.ts';
import { changesBetween, NO_CHANGES } from '../../../renderer/model/changes.ts';
import { againstNow, conflictLines, itemKey, takeOf } from '../../../renderer/model/conflicts.ts';
import { valueRows } from '../../../renderer/model/facets.ts';
import type { Reading } from '../../../renderer/model/facets.ts';
import { outlineOf } from '../../../renderer/model/outline.ts';
import { inferProperty, parseProperty, propertyDraft } from '../../../renderer/model/property.ts';
import { clipsOf, lanesOf, neighbour, tickStep } from '../../../renderer/model/timeline.ts';
import { unsavedParts, verdictOf } from '../../../renderer/model/verdict.ts';
import { keysOf, matchesKeys } from '../../../renderer/bar/shortcut.ts';
import {
  DEFAULT_PREFERENCES,
  readPreferences,
  PANEL_WIDTH_PX,
  TIMELINE_HEIGHT_PX,
  writePreferences,
} from '../../../renderer/store/preferences.ts';
import { attachRoom, EMPTY_ROOM } from '../../../renderer/store/room.ts';
import type { Room } from '../../../renderer/store/room.ts';
import { axesOf, EMPTY_DESK } from '../../../renderer/store/store.ts';
import { fixture, STATES, uuid } from '../../renderer/harness/fixtures.ts';
import type { StateName } from '../../renderer/harness/fixtures.ts';

const roomOf = (state: StateName) => attachRoom(EMPTY_ROOM, fixture(state).snapshot);
const main = fixture('main').snapshot;
const objects = new Map(main.objects.map((object) => [object.id, object]));
const reading: Reading = { axes: 'blender', unit: 'm', object: (id) => objects.get(id) };

describe('engines by name', () => {
  it.each([
    ['unity', 'Unity'],
    ['unity-2', 'Unity 2'],
    ['blender', 'Blender'],
    ['godot', 'godot'],
    ['godot-2', 'godot-2'],
    ['constructor', 'constructor'],
    ['', 'Unknown program'],
  ])('“%s” reads “%s”', (engine, name) => {
    expect(engineName(engine)).toBe(name);
    expect(sessionName({ engine, kind: '' })).toBe(name);
  });

  it('one that is still saying hello is named by its kind', () => {
    expect(sessionName({ engine: '', kind: 'unity' })).toBe('Unity');
  });
});

it.each([
  ['blender', 'live', 'in step', /refreshed|confirmed/],
  ['blender', 'foreign', 'another file', /The open file does not/],
  ['unity', 'foreign', 'another scene', /The open scene does not/],
  ['constructor', 'foreign', 'another file', /The open file does not/],
] as const)('%s, %s: its state in words', (kind, state, word, hint) => {
  expect(stateWord({ kind, state, file: null, copy: null })).toBe(word);
  expect(stateHint({ kind, state })).toMatch(hint);
});

it('what its file asks is the state of an engine', () => {
  const file = {
    age: 'older',
    savedRevision: 3,
    compared: 1,
    isLeft: false,
    isUnderWay: false,
    changedSince: 0,
  } as const;
  const copy = { others: ['a.blend'], isLive: false, isAnswered: false };
  const engine = { kind: 'blender', state: 'comparing', file: null, copy: null } as const;
  expect(stateWord({ ...engine, file })).toBe('older');
  expect(stateWord({ ...engine, file: { ...file, isLeft: true } })).toBe('left as it is');
  expect(stateWord({ ...engine, state: 'foreign', copy })).toBe('a copy');
  expect(stateWord({ ...engine, state: 'live', copy: { ...copy, isLive: true } })).toBe('in step');
});

describe('the axes', () => {
  const empty = roomOf('empty');
  const session = fixture('calm').snapshot.sessions;
  const axesIn = (room: Partial<Room>, axes: Axes | null = null): Axes =>
    axesOf({
      room: { ...empty, ...room },
      desk: { ...EMPTY_DESK, preferences: { ...DEFAULT_PREFERENCES, axes } },
    });
  const changedIn = (...engines: string[]): Pick<Room, 'changes'> => {
    const [change] = main.changes;
    if (change === undefined) throw new Error('the fixture has no change');
    const tail = engines.map((engine, index): ChangeView => {
      const id = `engine:${engine}`;
      return { ...change, n: index + 1, id: uuid(9, index), actor: { kind: 'engine', id, name: engine } };
    });
    return { changes: { ...empty.changes, tail } };
  };

  it('are those of the engine in which something was changed last', () => {
    expect(axesIn(changedIn('unity', 'blender'))).toBe('blender');
    expect(axesIn(changedIn('blender', 'unity-2'))).toBe('unity');
    expect(axesIn(changedIn('unity', 'godot'))).toBe('blender');
  });

  it('are those of the newest connection where nothing was changed in an engine yet', () => {
    const unity = session.filter((each) => each.kind === 'unity');
    expect(unity).toHaveLength(1);
    expect(axesIn({ sessions: unity })).toBe('unity');
    expect(axesIn({ sessions: [...unity].map((each) => ({ ...each, state: 'revoked' })) })).toBe('blender');
    expect(axesIn({ sessions: unity, ...changedIn('blender') })).toBe('blender');
    expect(axesIn({ sessions: [] })).toBe('blender');
  });

  it('are those that were chosen, whatever happens', () => {
    expect(axesIn(changedIn('unity'), 'blender')).toBe('blender');
  });

  it('decide how visibility reads: Unity has one switch', () => {
    const shown = { viewport: true, render: true };
    const rows = (axes: Axes): string[] =>
      valueRows(
        uuid(1, 34),
        'visibility',
        shown,
        { viewport: false, render: false },
        { ...reading, axes },
      ).map((row) => `${row.what}: ${row.before} → ${row.after}`);
    expect(rows('blender')).toEqual(['In viewport: on → off', 'In render: on → off']);
    expect(rows('unity')).toEqual(['In Blender’s viewport: on → off', 'Active: on → off']);
  });
});

it.each([
  [12 * 60_000, false, 'unsaved 12\u00a0min'],
  [1_000, false, 'unsaved under\u00a01\u00a0min'],
  [12 * 60_000, true, 'unsaved 12\u00a0min+'],
  [1_000, true, 'unsaved'],
])('a file that is unsaved for %i ms, before it connected already: %s', (forMs, atLeast, words) => {
  expect(unsavedParts({ forMs, atLeast }).join(' ').trim()).toBe(words);
});

describe('the verdict', () => {
  it.each([
    ['first', 'No engine connected', 'quiet'],
    ['calm', 'In step', 'calm'],
    ['main', 'Unity 37 behind', 'waiting'],
    ['halted', 'Everything held', 'held'],
    ['conflict', '1 object differs', 'conflict'],
    ['busy', 'Blender 212 behind', 'waiting'],
    ['readonly', 'Read-only', 'failed'],
    ['offline', 'No engine connected', 'quiet'],
    ['questions', 'Unity not answering', 'failed'],
  ] as const)('%s: %s', (state, phrase, tone) => {
    expect(verdictOf(roomOf(state))).toMatchObject({ phrase, tone });
  });

  it('never says “in step” of an engine that is busy, in doubt, behind or elsewhere', () => {
    const calm = roomOf('calm');
    const [first, ...others] = calm.sessions;
    if (first === undefined) throw new Error('the fixture has no session');
    const states = [
      'handshake',
      'foreign',
      'comparing',
      'refreshing',
      'busy',
      'parked',
      'detached',
      'in_doubt',
    ] as const;
    for (const state of states)
      expect(verdictOf({ ...calm, sessions: [{ ...first, state }, ...others] }).phrase).not.toBe('In step');
    expect(verdictOf({ ...calm, sessions: [{ ...first, behind: 1 }, ...others] }).phrase).not.toBe('In step');
    const drift = { objects: ['a'], forMs: 12_000 };
    expect(verdictOf({ ...calm, sessions: [{ ...first, drift }, ...others] })).toMatchObject({
      phrase: 'Blender out of step',
      tone: 'waiting',
    });
    expect(verdictOf({ ...calm, sessions: [{ ...first, differing: ['a', 'b'] }, ...others] })).toMatchObject({
      phrase: 'Blender: 2 objects differ',
      tone: 'waiting',
    });
    expect(verdictOf({ ...calm, sessions: [{ ...first, breaker: 'open' }, ...others] }).phrase).not.toBe(
      'In step',
    );
  });

  it('before the first snapshot, and after main is lost, nothing is claimed', () => {
    expect(verdictOf(EMPTY_ROOM)).toMatchObject({ phrase: 'Opening the project', lines: [] });
    expect(verdictOf({ ...roomOf('calm'), link: 'lost' })).toMatchObject({ tone: 'failed' });
  });
});

describe('a suggestion in rows', () => {
  const rowsOf = (index: number, as: Reading = reading) => {
    const waiting = main.waiting[index];
    if (waiting === undefined) throw new Error('no such suggestion');
    return cardRows(waiting, as).map(({ name, what, before, after }) => [name, what, before, after]);
  };

  it('fourteen creations are one line, and their parent’s count another', () => {
    expect(rowsOf(0)).toEqual([
      ['Lantern_01 … _14', '', '—', 'created'],
      ['Courtyard, children', '', '', '+14'],
    ]);
  });

  it('deletions are told with their number', () => {
    expect(rowsOf(1)[0]).toEqual(['Torch_01 … _06', '', '6', '—']);
  });

  it('values read in the artist’s axes, units and digits; a colour as its digits', () => {
    expect(rowsOf(2)).toEqual([
      ['Key_Sun', 'colour', 'FFF1E0', 'FFD9A8'],
      ['Key_Sun', 'strength', '3.2', '2.6'],
      ['Key_Sun', 'Location Y', '−3.000\u00a0m', '−3.750\u00a0m'],
      ['Key_Sun', 'Location Z', '9.500\u00a0m', '8.900\u00a0m'],
    ]);
    expect(rowsOf(2, { ...reading, axes: 'unity', unit: 'cm' }).slice(2)).toEqual([
      ['Key_Sun', 'Position Y', '950.0\u00a0cm', '890.0\u00a0cm'],
      ['Key_Sun', 'Position Z', '300.0\u00a0cm', '375.0\u00a0cm'],
    ]);
  });

  it('a difference below the digits that are shown is never shown as none', () => {
    const crate = objects.get(uuid(1, 34));
    if (crate === undefined) throw new Error('the fixture has no Crate_014');
    const [x, y, z] = crate.transform.translation;
    const moved = { ...crate.transform, translation: [Math.fround(x + 1e-5), y, z] as const };
    expect(valueRows(crate.id, 'transform', crate.transform, moved, reading)).toMatchObject([
      { what: 'Transform', after: 'differs in the last digits' },
    ]);
  });

  it('a suggestion of what is so already says that it is the same', () => {
    const crate = objects.get(uuid(1, 34));
    if (crate === undefined) throw new Error('the fixture has no Crate_014');
    const { transform, visibility } = structuredClone(crate);
    const same = [{ before: 'as it is', after: 'the same' }];
    expect(valueRows(crate.id, 'transform', crate.transform, transform, reading)).toMatchObject(same);
    expect(valueRows(crate.id, 'visibility', crate.visibility, visibility, reading)).toMatchObject(same);
  });
});

describe('a conflict', () => {
  const conflict = fixture('conflict').snapshot.conflicts[0];
  if (conflict === undefined) throw new Error('the fixture has no conflict');

  it('shows both sides against what stood before, with differences', () => {
    const [transform, material] = conflict.items;
    if (transform === undefined || material === undefined) throw new Error('two items');
    expect(conflictLines(transform, reading)).toEqual([
      {
        what: 'Location Z',
        before: { text: '1.250 m', delta: null },
        engine: { text: '1.620 m', delta: '+0.370' },
        truth: { text: '1.400 m', delta: '+0.150' },
      },
      {
        what: 'Rotation Z',
        before: { text: '0.0°', delta: null },
        engine: { text: '12.5°', delta: '+12.5' },
        truth: { text: '0.0°', delta: null },
      },
    ]);
    expect(conflictLines(material, reading)).toEqual([
      {
        what: 'material',
        before: { text: 'Thatch', delta: null },
        engine: { text: 'Thatch_Old', delta: null },
        truth: { text: 'Thatch_Wet', delta: null },
      },
    ]);
  });

  it('stands against the shared scene of this moment, not of when the two collided', () => {
    const roof = objects.get(uuid(1, 7));
    if (roof === undefined) throw new Error('the fixture has no Well_Roof');
    const moved = {
      ...roof,
      properties: {},
      transform: { ...roof.transform, translation: [7, 1.4, 0] as const },
    };
    const { items } = againstNow(conflict, { objects: new Map([[roof.id, moved]]) });
    expect(items.map((item) => item.truth)).toEqual([moved.transform, null]);
    // What is gone holds nothing.
    const gone = againstNow(conflict, { objects: new Map() });
    expect(gone.items.map((item) => item.truth)).toEqual([null, null]);
  });

  it('takes from the engine exactly what was chosen', () => {
    const [first] = conflict.items;
    if (first === undefined) throw new Error('two items');
    expect(takeOf(conflict, new Set([itemKey(first)]))).toEqual([{ id: first.id, facet: 'transform' }]);
    expect(takeOf(conflict, new Set())).toEqual([]);
  });
});

describe('the outliner', () => {
  it('reads parents before children, in an artist’s order, with ghosts in their place', () => {
    const { rows } = outlineOf(objects, main.waiting, new Set(), '');
    const names = rows.map((row) => row.object.name);
    expect(names[0]).toBe('Courtyard');
    expect(names.indexOf('Crate_002')).toBeLessThan(names.indexOf('Crate_010'));
    expect(names.indexOf('Well_Roof')).toBeGreaterThan(names.indexOf('Well'));
    expect(rows.find((row) => row.object.name === 'Lantern_03')).toMatchObject({
      depth: 1,
      ghostOf: main.waiting[0]?.id,
    });
    expect(rows).toHaveLength(objects.size + 14);
  });

  it('folds, and a search unfolds what leads to a match', () => {
    const folded = new Set([uuid(1, 1)]);
    expect(outlineOf(objects, [], folded, '').rows.map((row) => row.object.name)).toEqual([
      'Courtyard',
      'Fill_Sky',
      'Guide_Plane',
      'Key_Sun',
      'Shot_010',
    ]);
    const searched = outlineOf(objects, [], folded, 'roof');
    expect(searched.rows.map((row) => [row.object.name, row.found])).toEqual([
      ['Courtyard', false],
      ['Well', false],
      ['Well_Roof', true],
    ]);
    expect(searched.found).toBe(1);
  });

  it('an object whose parent is not here is still shown', () => {
    const orphan = {
      ...(main.objects[0] as (typeof main.objects)[0]),
      id: uuid(7, 1),
      parent: uuid(7, 2),
      name: 'Orphan',
    };
    expect(outlineOf(new Map([[orphan.id, orphan]]), [], new Set(), '').rows).toHaveLength(1);
  });
});

describe('the timeline', () => {
  const nameOf = (id: string) => objects.get(id)?.name;
  const numbered = main.changes.filter((change) => change.n !== null);
  const clips = clipsOf(numbered, nameOf);
  const lanes = lanesOf(numbered, main.sessions, main.agents, main.waiting);

  it('folds runs of one object, and nothing that is not done', () => {
    const crate = clips.find((clip) => clip.to === 18_201);
    expect(crate).toMatchObject({
      from: 18_197,
      ids: numbered.filter(({ n }) => (n ?? 0) >= 18_197 && (n ?? 0) <= 18_201).map(({ id }) => id),
      label: 'Crate_014 · 5 moves',
      shape: 'done',
      lane: 'engine:blender',
    });
    expect(clips.find((clip) => clip.to === 18_191)).toMatchObject({ ids: { length: 1 }, shape: 'conflict' });
    expect(clips.find((clip) => clip.to === 18_163)).toMatchObject({
      ids: { length: 1 },
      shape: 'superseded',
    });
    expect(clips.find((clip) => clip.to === 18_141)).toMatchObject({ ids: { length: 1 }, shape: 'failed' });
    const total = clips.reduce((sum, clip) => sum + clip.ids.length, 0);
    expect(total).toBe(numbered.length);
  });

  it('shows a change that was taken back and went on at each of its numbers, once for the keyboard', () => {
    const plain = numbered[0] as ChangeView;
    const before = { ...plain, id: uuid(9, 1), n: 6 };
    const wentOn = { ...plain, id: uuid(9, 2), n: 7, earlier: [5] };
    const shown = clipsOf(changesBetween({ ...NO_CHANGES, tail: [before, wentOn] }, 5, 5), nameOf);
    expect(shown).toMatchObject([
      { from: 5, shape: 'failed', wentOnAs: 7 },
      { from: 7, shape: 'done', wentOnAs: null },
    ]);
    const next = { ...plain, id: uuid(9, 3), n: 8 };
    const all = clipsOf([{ ...plain, id: uuid(9, 4), n: 4 }, before, wentOn, next], nameOf);
    expect(all.map(({ to, ids }) => [to, ids.length])).toEqual([
      [4, 1],
      [5, 1],
      [6, 1],
      [7, 1],
      [8, 1],
    ]);
    expect(neighbour(all, lanes, wentOn.id, 'left')?.to).toBe(6);
    expect(neighbour(all, lanes, before.id, 'left')?.to).toBe(4);
  });

  it('structural changes never fold', () => {
    const rename = (n: number): ChangeView => ({
      ...(numbered[0] as ChangeView),
      id: uuid(9, n),
      n,
      class: 'structural',
      state: 'committed',
    });
    expect(clipsOf([rename(1), rename(2)], nameOf)).toHaveLength(2);
  });

  it('has a lane for the override, the person, each engine and each agent', () => {
    expect(lanes.map((lane) => lane.label)).toEqual([
      'Override',
      'You · here',
      'You · Blender',
      'You · Unity',
      'set-dresser',
      'lighter',
    ]);
  });

  it('steps by number and between lanes', () => {
    const at = (n: number) => clips.find((clip) => clip.to === n)?.change.id ?? null;
    expect(neighbour(clips, lanes, at(18_202), 'left')?.to).toBe(18_201);
    expect(neighbour(clips, lanes, at(18_203), 'right')?.to).toBe(18_203);
    expect(neighbour(clips, lanes, at(18_203), 'down')?.lane).toBe('engine:blender');
    expect(neighbour(clips, lanes, at(18_203), 'up')?.to).toBe(18_203);
    expect(neighbour(clips, lanes, null, 'left')?.to).toBe(18_203);
    expect(neighbour([], lanes, null, 'first')).toBeUndefined();
  });

  it('labels stand far enough apart', () => {
    expect(tickStep(14, 110)).toBe(10);
    expect(tickStep(0.25, 110)).toBe(500);
    expect(tickStep(120, 110)).toBe(1);
  });
});

describe('custom properties', () => {
  it.each([12.5, 0.1, 'text', true, [1, 2, 3]] as const)('%j survives its field', (value) => {
    const canonical = typeof value === 'number' ? Math.fround(value) : value;
    expect(parseProperty(propertyDraft('some', canonical as never), 'some', canonical as never)).toEqual(
      canonical,
    );
  });

  it('that are colours are six digits, and keep what they let through', () => {
    const red = [1, 0, 0.5, 0.25].map(Math.fround);
    expect(propertyDraft('colour', red)).toBe('FF00BC');
    expect(parseProperty('#ff00bc', 'colour', red)).toEqual([
      1,
      0,
      expect.closeTo(0.5, 2) as number,
      Math.fround(0.25),
    ]);
    expect(propertyDraft('colour', parseProperty('FFD9A8', 'colour', red) ?? '')).toBe('FFD9A8');
    expect(parseProperty('ff00', 'colour', red)).toBeNull();
    // Numbers are taken too; brighter than white, it has no digits.
    expect(parseProperty('1 0 0 1', 'colour', red)).toEqual([1, 0, 0, 1]);
    expect(propertyDraft('colour', [2, 0, 0, 1])).toBe('2  0  0  1');
  });

  it('keep their kind', () => {
    expect(parseProperty('abc', 'some', 1)).toBeNull();
    expect(parseProperty('1 2', 'some', [1, 2, 3])).toBeNull();
    expect(parseProperty('12', 'some', 'text')).toBe('12');
  });

  it('a new one gets the kind of what is typed', () => {
    expect(inferProperty('12')).toBe(12);
    expect(inferProperty('1 0.5 0')).toEqual([1, 0.5, 0]);
    expect(inferProperty('true')).toBe(true);
    expect(inferProperty('oak, old')).toBe('oak, old');
  });
});

describe('the override’s keys', () => {
  const down = (key: string, part: Partial<KeyboardEvent> = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...part,
  });

  it('read as keys', () => {
    expect(keysOf('CommandOrControl+Shift+Backspace', false)).toEqual(['Ctrl', 'Shift', 'Backspace']);
    expect(keysOf('CommandOrControl+Shift+Z', true)).toEqual(['Cmd', 'Shift', 'Z']);
    expect(keysOf('Control+Z', true)).toEqual(['Ctrl', 'Z']);
  });

  it('match exactly', () => {
    const accelerator = 'CommandOrControl+Shift+Backspace';
    expect(matchesKeys(down('Backspace', { ctrlKey: true, shiftKey: true }), accelerator)).toBe(true);
    expect(matchesKeys(down('Backspace', { metaKey: true, shiftKey: true }), accelerator)).toBe(true);
    expect(matchesKeys(down('Backspace', { ctrlKey: true }), accelerator)).toBe(false);
    expect(matchesKeys(down('Backspace', { ctrlKey: true, shiftKey: true, altKey: true }), accelerator)).toBe(
      false,
    );
    expect(matchesKeys(down('Escape', { ctrlKey: true, shiftKey: true }), accelerator)).toBe(false);
  });
});

describe('preferences', () => {
  const storage = (stored: string | null) => ({ getItem: () => stored });

  it('anything unreadable reads as the default', () => {
    for (const stored of [
      null,
      '',
      '{',
      '[]',
      '42',
      'null',
      '{"axes":"maya","unit":"furlong","timelineHeightPx":"tall"}',
    ]) {
      expect(readPreferences(storage(stored))).toEqual(DEFAULT_PREFERENCES);
    }
    expect(readPreferences(null)).toEqual(DEFAULT_PREFERENCES);
  });

  it('are kept, within bounds', () => {
    let kept = '';
    expect(
      writePreferences(
        { setItem: (_, value) => void (kept = value) },
        {
          axes: 'unity',
          unit: 'cm',
          timelineHeightPx: 9_999,
          hasSpace: false,
          hasOutliner: true,
          ruleNewsMinutes: null,
          needsWidthPx: 1,
          inspectorWidthPx: null,
          hasNeeds: false,
          hasInspector: false,
        },
      ),
    ).toBe(true);
    expect(readPreferences(storage(kept))).toEqual({
      axes: 'unity',
      unit: 'cm',
      timelineHeightPx: TIMELINE_HEIGHT_PX.most,
      hasSpace: false,
      hasOutliner: true,
      ruleNewsMinutes: null,
      needsWidthPx: PANEL_WIDTH_PX.needs.least,
      inspectorWidthPx: null,
      hasNeeds: false,
      hasInspector: false,
    });
  });

  it('a storage that takes nothing is no error', () => {
    const full = {
      setItem: () => {
        throw new Error('full');
      },
    };
    expect(writePreferences(full, DEFAULT_PREFERENCES)).toBe(false);
  });
});

describe('fixtures', () => {
  it.each(STATES)('%s is a whole room', (state) => {
    expect(roomOf(state).status).not.toBeNull();
  });
});
