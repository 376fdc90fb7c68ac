import fs from 'node:fs';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { NO_FILTER } from '#app/control-room/index.ts';
import type { Intent } from '#app/intents/index.ts';
import type { FromReader, LedgerRecord, ToReader } from '#app/ledger/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { openHistory } from '#main/history/index.ts';
import type { History } from '#main/history/index.ts';
import { RecordReader } from '#main/history/record-reader.ts';
import { HistoryStore, openHistoryFile } from '#main/history/store.ts';
import { hashOfIntent } from '#main/intent-hash.ts';
import { begin, commit, fill, intentOf, lease, makePlace, open, uuid } from './rig.ts';
import type { Opened, Place } from './rig.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

function historyOf(place: Place, { ledger }: Opened): { history: History; problems: string[] } {
  const problems: string[] = [];
  const file = path.join(place.root, 'history.sqlite');
  return { history: openHistory({ file, ledger, problem: ({ code }) => problems.push(code) }), problems };
}

function intent(n: number, operations: Operation[], more: Partial<Intent> = {}): Intent {
  return { ...intentOf(n), operations, ...more };
}

/** Appends records one by one and waits for the last. */
async function write({ ledger, listener }: Opened, records: readonly LedgerRecord[]): Promise<void> {
  const position = ledger.position + 1;
  ledger.append(position, records, true);
  await listener.durableTo(position + records.length - 1);
}

describe('the derived history (R8)', () => {
  it('follows the ledger, and answers the same after it was thrown away and rebuilt', async () => {
    const place = makePlace();
    const opened = await open(place);
    const first = historyOf(place, opened);
    await fill(opened, 30);
    expect(await first.history.catchUp(opened.ledger.position)).toBe(true);
    const timeline = await first.history.timeline(1, 30, 500);
    expect(timeline.map(({ n }) => n)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(timeline[0]).toMatchObject({
      state: 'committed',
      label: 'create Crate_1',
      class: 'structural',
      forced: false,
    });
    expect(timeline[1]).toMatchObject({ label: 'move Crate_1', objects: [uuid(1, 1)], why: 'test' });
    expect((await first.history.timeline(10, 20, 3)).map(({ n }) => n)).toEqual([18, 19, 20]);
    expect((await first.history.newest(2)).map(({ n }) => n)).toEqual([29, 30]);
    const stretches = { level: 4, first: 0, buckets: 4, filter: NO_FILTER };
    const before = await first.history.lanes(stretches);
    expect(before?.lanes).toMatchObject([{ lane: 'person', counts: [0, 0, 15, 1, 0, 15] }]);
    expect(await first.history.causality('person', uuid(2, 3))).toMatchObject({ basedOn: [{ n: 2 }] });
    await first.history.close();

    fs.rmSync(path.join(place.root, 'history.sqlite'));
    const second = historyOf(place, opened);
    expect(await second.history.catchUp(opened.ledger.position)).toBe(true);
    expect(await second.history.timeline(1, 30, 500)).toEqual(timeline);
    expect(await second.history.lanes(stretches)).toEqual(before);
    await second.history.close();
    await opened.ledger.close();
  });

  it('tells when something was put on the shelf, what became of connections, and what collided', async () => {
    const place = makePlace();
    const opened = await open(place);
    const { history } = historyOf(place, opened);
    const entry = { id: 'kept', from: 'blender', why: 'drift', states: [], truth: [], revision: 0 } as const;
    const session = { kind: 'session', engine: 'blender', reason: null } as const;
    const reason = { code: 'too_large', message: 'Its frame was too large.', path: null };
    const drift = {
      id: 'c',
      engine: 'blender',
      shelf: 'kept',
      items: [],
      revision: 0,
      why: 'drift',
    } as const;
    await write(opened, [
      { kind: 'shelve', entry },
      { kind: 'shelve', entry: { ...entry, id: 'gone' } },
      { kind: 'unshelve', id: 'gone', how: 'discarded', by: 'person' },
      { ...session, session: uuid(3, 1), event: 'opened' },
      { ...session, session: uuid(3, 2), event: 'opened' },
      { ...session, session: uuid(3, 1), event: 'parked' },
      { ...session, session: uuid(3, 1), event: 'in_step' },
      { ...session, session: uuid(3, 2), event: 'revoked', reason },
      { kind: 'conflict', conflict: drift },
      { kind: 'conflict', conflict: { ...drift, id: 'd' } },
      { kind: 'conflict', conflict: { ...drift, id: 'e', why: 'edited_both' } },
    ]);
    await history.catchUp(opened.ledger.position);
    const [kept, gone] = (await history.shelvedAt(['kept', 'gone'])) ?? [];
    expect(gone).toBeNull();
    expect(kept).toEqual(expect.any(String));
    expect(await history.shelvedSince(kept ?? '')).toEqual(['kept']);
    expect(await history.shelvedSince('9999')).toEqual([]);
    const first = await history.connections(null, 1);
    expect(first).toMatchObject({
      connections: [{ session: uuid(3, 2), engine: 'blender', how: 'revoked', reason }],
      collisions: [
        { engine: 'blender', why: 'drift', count: 2 },
        { engine: 'blender', why: 'edited_both', count: 1 },
      ],
    });
    expect(first?.connections[0]?.ended).toEqual(expect.any(String));
    const second = await history.connections(first?.next ?? null, 1);
    expect(second?.connections).toMatchObject([{ session: uuid(3, 1), how: 'in_step', ended: null }]);
    expect((await history.connections(second?.next ?? null, 1))?.connections).toEqual([]);
    await history.close();
    await opened.ledger.close();
  });

  it('tells who wrote each facet last, what it held before, and who approved it', async () => {
    const place = makePlace();
    const opened = await open(place);
    const { history } = historyOf(place, opened);
    const agent = { kind: 'agent', id: 'agent:1', name: 'Helper' } as const;
    const renamed = intent(2, [{ op: 'rename', id: uuid(1, 1), name: 'Box' }], {
      actor: agent,
      authority: 'ai',
      reason: 'tidy',
    });
    await write(opened, [
      lease(1, 8),
      begin(1),
      commit(1),
      { kind: 'propose', intent: renamed },
      { kind: 'approve', id: renamed.id, hash: 'h', by: 'person' },
      { kind: 'begin', n: 2, intent: renamed, participants: [] },
      { kind: 'commit', n: 2, participants: [], stale: [] },
    ]);
    await history.catchUp(opened.ledger.position);
    const blame = await history.blame(uuid(1, 1));
    expect(blame.map(({ facet, revision }) => [facet, revision])).toEqual([
      ['existence', 1],
      ['name', 2],
      ['parent', 1],
      ['transform', 1],
      ['visibility', 1],
    ]);
    expect(blame[1]).toEqual({
      facet: 'name',
      revision: 2,
      actor: agent,
      intent: renamed.id,
      why: 'tidy',
      approvedBy: 'person',
      before: { id: uuid(1, 1), facet: 'name', value: 'Crate_1' },
    });

    // A person’s own change that a rule decided says so.
    const ruled = intent(4, [{ op: 'rename', id: uuid(1, 1), name: 'Chest' }], { under: uuid(9, 9) });
    await write(opened, [{ kind: 'begin', n: 4, intent: ruled, participants: [] }]);
    await history.catchUp(opened.ledger.position);
    expect((await history.newest(3)).map(({ n, byRule }) => [n, byRule])).toEqual([
      [1, undefined],
      [2, undefined],
      [4, true],
    ]);

    const deleted = intent(3, [{ op: 'delete', id: uuid(1, 1), descendants: [] }]);
    await write(opened, [
      { kind: 'begin', n: 3, intent: deleted, participants: [] },
      { kind: 'commit', n: 3, participants: [], stale: [] },
    ]);
    await history.catchUp(opened.ledger.position);
    const after = await history.blame(uuid(1, 1));
    expect(after.map(({ facet, revision }) => [facet, revision])).toEqual([['existence', 3]]);
    expect(after[0]?.before?.value).toMatchObject({ name: 'Crate_1' });
    expect(await history.overwritten(3)).toMatchObject([
      { before: { id: uuid(1, 1), facet: 'existence', value: { name: 'Box' } }, lastWrite: 3 },
    ]);
    expect(await history.overwritten(4)).toBe(null);
    await history.close();
    await opened.ledger.close();
  });

  it('tells of a suggestion what a person set instead, under what it went on, and its author’s retry from another', async () => {
    const place = makePlace();
    const opened = await open(place);
    const { history } = historyOf(place, opened);
    const agent = { kind: 'agent', id: 'agent:1', name: 'helper' } as const;
    const name = (text: string) => ({ op: 'rename', id: uuid(1, 1), name: text }) as const;
    const hide = {
      op: 'set_visibility',
      id: uuid(1, 1),
      visibility: { viewport: false, render: true },
    } as const;
    const suggested = {
      ...intent(2, [name('Box'), hide]),
      actor: agent,
      authority: 'ai' as const,
    };
    const hash = hashOfIntent(suggested);
    const adjusted = { hash, leftOut: [], edited: [{ place: 0, suggested: name('Box') }], words: '' };
    const taken = { ...suggested, operations: [name('Chest'), hide], adjusted };
    await write(opened, [
      lease(1, 8),
      begin(1),
      commit(1),
      { kind: 'propose', intent: suggested },
      { kind: 'approve', id: suggested.id, hash: 'h', by: 'grant', under: uuid(8, 8) },
      { kind: 'begin', n: 2, intent: taken, participants: [] },
      { kind: 'commit', n: 2, participants: [], stale: [] },
    ]);
    await history.catchUp(opened.ledger.position);
    const blame = await history.blame(uuid(1, 1));
    const of = (facet: string) => blame.find((each) => each.facet === facet);
    expect(of('name')).toMatchObject({ actor: agent, approvedBy: 'grant', edited: true });
    expect(of('visibility')).toMatchObject({ actor: agent, approvedBy: 'grant' });
    expect(of('visibility')).not.toHaveProperty('edited');
    expect(await history.outcome(agent.id, suggested.id)).toMatchObject({ hash, state: 'committed', n: 2 });
    await history.close();
    await opened.ledger.close();
  });

  it('answers retries with what became of the intent: committed, aborted, voided, denied, put back', async () => {
    const place = makePlace();
    const opened = await open(place);
    const { history } = historyOf(place, opened);
    const reason = { code: 'apply_timeout', message: 'Too slow.', path: null };
    await write(opened, [
      lease(1, 8),
      begin(1),
      commit(1),
      begin(2),
      { kind: 'abort', n: 2, reason, fault: null, ends: 'aborted' },
      begin(3),
      { kind: 'abort', n: 3, reason, fault: null, ends: 'requeued' },
      begin(5),
      { kind: 'void', lo: 4, hi: 8, reason: 'recovered' },
      { kind: 'propose', intent: intentOf(9) },
      { kind: 'settle', id: intentOf(9).id, actor: intentOf(9).actor, state: 'denied', reason, by: 'person' },
    ]);
    await history.catchUp(opened.ledger.position);
    const outcome = (n: number) => history.outcome('person', uuid(2, n));
    expect(await outcome(1)).toMatchObject({ state: 'committed', n: 1, position: 4 });
    expect(await outcome(2)).toMatchObject({ state: 'aborted', n: 2, position: null, reason });
    expect(await outcome(3)).toMatchObject({ state: 'queued', reason });
    expect(await outcome(5)).toMatchObject({ state: 'aborted', reason: { code: 'recovered' } });
    expect(await outcome(9)).toMatchObject({ state: 'denied', n: null });
    expect(await outcome(4)).toBeNull();
    expect(await history.outcome('agent:1', uuid(2, 1))).toBeNull();
    await history.close();
    await opened.ledger.close();
  });

  it('knows what a change became that joined another one, and what it was handed in as', async () => {
    const place = makePlace();
    const opened = await open(place);
    const { history } = historyOf(place, opened);
    const move = intentOf(2);
    const joined = [move.id, uuid(9, 1), uuid(9, 2)].map((id) => ({ id, hash: `of ${id}` }));
    await write(opened, [
      lease(1, 8),
      begin(1),
      commit(1),
      { kind: 'begin', n: 2, intent: { ...move, joined }, participants: [] },
      commit(2),
    ]);
    await history.catchUp(opened.ledger.position);
    const [change] = await history.newest(1);
    expect(change).toMatchObject({
      n: 2,
      id: move.id,
      joined: [uuid(9, 1), uuid(9, 2)],
      label: 'move Crate_1 (3 edits)',
    });
    for (const { id, hash } of joined)
      expect(await history.outcome(move.actor.id, id)).toMatchObject({ state: 'committed', n: 2, hash });
    expect(await history.outcome('person-2', uuid(9, 1))).toBeNull();
    expect((await history.newest(500)).map(({ n }) => n)).toEqual([1, 2]);
    await history.close();
    await opened.ledger.close();
  });

  it('knows the numbers under which a change was taken back before it went on', async () => {
    const place = makePlace();
    const opened = await open(place);
    const { history } = historyOf(place, opened);
    const reason = { code: 'engine_refused', message: 'Unity could not.', path: null };
    const again = (n: number): LedgerRecord => ({ kind: 'begin', n, intent: intentOf(1), participants: [] });
    const takenBack = (n: number): LedgerRecord => ({
      kind: 'abort',
      n,
      reason,
      fault: null,
      ends: 'requeued',
    });
    await write(opened, [lease(1, 8), again(1), takenBack(1), again(2), takenBack(2), again(3), commit(3)]);
    await history.catchUp(opened.ledger.position);
    expect(await history.newest(1)).toMatchObject([{ n: 3, earlier: [1, 2], state: 'committed' }]);
    await history.close();
    await opened.ledger.close();
  });

  it('comes to the same wherever the log is cut into what is read at once', () => {
    const reason = { code: 'engine_refused', message: 'Unity could not.', path: null };
    const agents = intent(6, [{ op: 'rename', id: uuid(1, 1), name: 'Box' }], { authority: 'ai' });
    const void_: LedgerRecord = { kind: 'void', lo: 7, hi: 8, reason: 'recovered' };
    const records: LedgerRecord[] = [
      lease(1, 8),
      begin(1),
      commit(1),
      begin(2),
      { kind: 'abort', n: 2, reason, fault: null, ends: 'requeued' },
      { kind: 'begin', n: 3, intent: intentOf(2), participants: [] },
      { kind: 'propose', intent: agents },
      commit(3),
      { kind: 'approve', id: agents.id, hash: 'h', by: 'person' },
      { kind: 'void_approval', id: agents.id, reason },
      { kind: 'approve', id: agents.id, hash: 'h', by: 'person' },
      { kind: 'begin', n: 6, intent: agents, participants: [] },
      { kind: 'propose', intent: intentOf(9) },
      commit(6),
      { kind: 'settle', id: intentOf(9).id, actor: intentOf(9).actor, state: 'denied', reason, by: 'person' },
      begin(7),
      void_,
    ];
    const told = records.map((record, index) => ({
      position: index + 1,
      time: new Date(index * 1_000).toISOString(),
      json: JSON.stringify(record),
    }));
    const readIn = (size: number): unknown => {
      const database = openHistoryFile(path.join(temporaryFolder(), 'history.db'));
      const reader = new RecordReader(database);
      for (let from = 0; from < told.length; from += size) reader.read(told.slice(from, from + size));
      const store = new HistoryStore(database);
      const actors = ['person', agents.actor.id];
      const answers = {
        newest: store.newest(500),
        blame: store.blame(uuid(1, 1)),
        outcomes: actors.flatMap((actor) => [1, 2, 6, 7, 9].map((n) => store.outcome(actor, uuid(2, n)))),
      };
      database.close();
      return answers;
    };
    const atOnce = readIn(told.length);
    expect(atOnce).toMatchObject({
      newest: [{ n: 1 }, { n: 3, earlier: [2] }, { n: 6 }, { n: null }, { n: 7 }],
    });
    for (const size of [1, 2, 3, 5]) expect(readIn(size)).toEqual(atOnce);
  });

  it('begins anew where its file is damaged, and where the log is another one', async () => {
    const place = makePlace();
    const opened = await open(place);
    const first = historyOf(place, opened);
    await fill(opened, 8);
    await first.history.catchUp(opened.ledger.position);
    await first.history.close();
    const file = path.join(place.root, 'history.sqlite');
    fs.writeFileSync(file, Buffer.alloc(fs.statSync(file).size, 7));
    const second = historyOf(place, opened);
    await second.history.catchUp(opened.ledger.position);
    expect(await second.history.timeline(1, 8, 500)).toHaveLength(8);
    await second.history.close();
    await opened.ledger.close();

    const other = await open(makePlace());
    await fill(other, 2);
    const third = historyOf(place, other);
    await third.history.catchUp(other.ledger.position);
    expect((await third.history.newest(500)).map(({ n }) => n)).toEqual([1, 2]);
    await third.history.close();
    await other.ledger.close();
  });

  it('says that it cannot catch up where the log cannot be read, instead of waiting for ever', async () => {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (message: FromReader) => {
      expect(message.ask).toBe('groups');
      port1.postMessage({ tell: 'unreadable' } satisfies ToReader);
    });
    const history = openHistory({
      file: path.join(temporaryFolder(), 'history.db'),
      ledger: {
        state: { ledger: uuid(7, 1) },
        follow: (take) => {
          take(port2);
          return () => port1.close();
        },
      },
      problem: () => undefined,
    });
    const caughtUp = history.catchUp(5);
    port1.postMessage({ tell: 'durable', ledger: uuid(7, 1), position: 5 } satisfies ToReader);
    expect(await caughtUp).toBe(false);
    await history.close();
  });
});
