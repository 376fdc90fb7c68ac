/** When a person is called, what is kept for later, and what they are told when they come back: with the real host. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import type { AttentionView, FeedBatch } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import type { Operation, PropertyValue } from '#app/scene/index.ts';
import type { Wishes } from '#main/host/index.ts';
import type { AwayQuery } from '#main/history/index.ts';
import { Attending } from '#main/host/attending.ts';
import type { News } from '#main/host/attention.ts';
import type { Host } from '#main/host/index.ts';
import { runningHost } from '#test/running-host.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';
import { box, moved, uuid } from '../orchestrator/bench-rig.ts';

const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
const AGENT: Actor = { kind: 'agent', id: 'agent:x', name: 'dresser' };
const OTHER: Actor = { kind: 'agent', id: 'agent:y', name: 'lighter' };
const MINUTE_MS = 60_000;

afterEach(() => vi.restoreAllMocks());

/** A host with a person whose wishes and clock the test sets. */
class Desk {
  readonly news: News[] = [];
  readonly counts: number[] = [];
  readonly batches: FeedBatch[] = [];
  readonly #checks = new Set<() => void>();
  wishes: Wishes = { quiet: null, awayAfterMs: 5 * MINUTE_MS };
  host!: Host;

  static async open(folder: string, wishes?: Wishes): Promise<Desk> {
    const desk = new Desk();
    desk.wishes = wishes ?? desk.wishes;
    desk.host = await runningHost(folder, {
      wishes: () => desk.wishes,
      onNews: (news) => desk.news.push(news),
      onAttention: (count, newest) => {
        desk.counts.push(count);
        if (newest !== null) desk.news.push(newest);
        desk.#look();
      },
      onFeed: () => queueMicrotask(() => desk.#take()),
    });
    onTestFinished(() => desk.host.close());
    desk.#take();
    return desk;
  }

  #take(): void {
    const batch = (this.host as Host | undefined)?.takeBatch() ?? null;
    if (batch !== null) this.batches.push(batch);
    this.#look();
  }

  #look(): void {
    for (const check of this.#checks) check();
  }

  /** Looked for at all that the host says. */
  until<Value>(what: string, look: () => Value | null | undefined | false): Promise<Value> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`Waited in vain for ${what}.`)), 10_000);
      const check = (): void => {
        const value = look();
        if (value === null || value === undefined || value === false) return;
        clearTimeout(limit);
        this.#checks.delete(check);
        resolve(value);
      };
      this.#checks.add(check);
      check();
    });
  }

  get attention(): AttentionView {
    return this.host.snapshot().attention;
  }

  async submit(actor: Actor, ...operations: Operation[]): Promise<string> {
    const id = randomUUID();
    const base = { revision: this.host.orchestrator.core.durable.revision, after: [] };
    const channel = actor.kind === 'agent' ? 'ai' : 'human';
    const task = actor.kind === 'agent' ? 'dress' : null;
    const answer = await this.host.submit(channel, actor, { id, base, reason: 'because', task, operations });
    expect(answer).toMatchObject({ ok: true });
    return id;
  }

  async commit(actor: Actor, ...operations: Operation[]): Promise<void> {
    const { revision } = this.host.orchestrator.core.durable;
    const id = await this.submit(actor, ...operations);
    if (actor.kind === 'agent') {
      const card = this.host.snapshot().waiting.find((each) => each.id === id);
      const command = { do: 'approve', id, hash: card?.hash ?? '' } as const;
      expect(await this.host.command(command)).toMatchObject({ ok: true });
    }
    await this.until('the commit', () => this.host.orchestrator.core.durable.revision > revision);
  }
}

/** What was asked for later. */
class Timers {
  #waiting: { readonly ms: number; readonly run: () => void }[] = [];

  readonly later = (ms: number, run: () => void): (() => void) => {
    const timer = { ms, run };
    this.#waiting.push(timer);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== timer);
    };
  };

  get next(): number {
    return Math.min(...this.#waiting.map(({ ms }) => ms));
  }

  get count(): number {
    return this.#waiting.length;
  }

  /** Those that wait now; one may call off another. */
  runAll(): void {
    for (const timer of [...this.#waiting]) {
      if (!this.#waiting.includes(timer)) continue;
      this.#waiting = this.#waiting.filter((each) => each !== timer);
      timer.run();
    }
  }
}

/** One without a host around it. */
function alone(at: { readonly nowMs: number }, timers: Timers) {
  let file = '';
  const desk = {
    revision: 1,
    changes: 0,
    wishes: { quiet: null, awayAfterMs: null } as Wishes,
    kept: (): unknown => JSON.parse(file),
    reads: [] as AwayQuery[],
    /** Answers the last of them: there is nothing that could be told. */
    answer: (): void => undefined,
  };
  const attending = new Attending(
    {
      core: () => ({ durable: { revision: desk.revision } }) as never,
      ledger: () => '0'.repeat(32),
      wishes: () => desk.wishes,
      wallMs: () => at.nowMs,
      keep: (content) => (file = content),
      read: (query) => {
        desk.reads.push(query);
        return new Promise((resolve) => {
          desk.answer = () => resolve(null);
        });
      },
      readPart: () => Promise.resolve(null),
      changed: () => (desk.changes += 1),
      hush: () => undefined,
      tell: () => undefined,
      later: timers.later,
    },
    null,
    () => undefined,
  );
  return { attending, desk };
}

function clock(): { nowMs: number } {
  const at = { nowMs: Date.UTC(2026, 10, 30, 8) };
  vi.spyOn(Date, 'now').mockImplementation(() => at.nowMs);
  return at;
}

const create = (id: number): Operation => ({ op: 'create', object: box(id) });
const paint = (id: number, value: PropertyValue | null): Operation => ({
  op: 'set_property',
  id: uuid(id),
  key: 'colour',
  value,
});
const move = (id: number, x: number): Operation => ({
  op: 'set_transform',
  id: uuid(id),
  transform: moved(x),
});

test('somebody who comes back is told what others changed, and no more once they have seen it', async () => {
  const at = clock();
  const desk = await Desk.open(temporaryFolder());
  const { host } = desk;
  await desk.commit(PERSON, create(1), create(2), create(3));
  host.setPresence({ isHere: true, how: 'behind' });
  host.setPresence({ isHere: false, how: 'gone' });
  await desk.commit(AGENT, move(1, 4), move(2, 4), move(3, 4));
  await desk.commit(PERSON, move(3, 9));
  at.nowMs += 30 * MINUTE_MS;
  host.setPresence({ isHere: true, how: 'behind' });
  const away = await desk.until('the summary', () => desk.batches.at(-1)?.attention?.away);
  // What the person set themselves since is theirs.
  expect(away).toMatchObject({ objects: 2, changes: 1, back: 0, without: 'own', from: 1, to: 3 });
  expect(away.authors).toMatchObject([{ actor: { id: 'agent:x' }, objects: 2 }]);
  expect(await host.attention?.readAway()).toMatchObject({
    span: { leftAt: '2026-11-30T08:00:00.000Z', cameAt: '2026-11-30T08:30:00.000Z' },
    view: { items: [{ by: [{ id: 'agent:x' }], last: { approvedBy: 'person' } }, { id: uuid(2) }] },
  });
  desk.wishes = { ...desk.wishes, awayAfterMs: null };
  expect(desk.attention.away).toBe(null);
  desk.wishes = { ...desk.wishes, awayAfterMs: 5 * MINUTE_MS };
  host.attention?.keepAway({ to: away.to, objects: [uuid(1)] });
  await desk.until('one of two', () => desk.attention.away?.objects === 1);
  host.attention?.keepAway({ to: away.to, actor: 'agent:x' });
  await desk.until('nothing more to tell', () => desk.attention.away === null);
  // Nothing since, and that is an answer too.
  expect(await host.attention?.readAway()).toMatchObject({ span: null, view: { objects: 0, changes: 0 } });
});

test('what is taken back is gone once that is confirmed, and what was kept, or is another’s, stays', async () => {
  const at = clock();
  const desk = await Desk.open(temporaryFolder());
  const { host } = desk;
  await desk.commit(PERSON, create(1), create(2));
  host.setPresence({ isHere: true, how: 'behind' });
  host.setPresence({ isHere: false, how: 'gone' });
  await desk.commit(AGENT, paint(1, 'red'));
  await desk.commit(OTHER, move(1, 4), move(2, 4));
  at.nowMs += 30 * MINUTE_MS;
  host.setPresence({ isHere: true, how: 'behind' });
  await desk.until('the summary', () => desk.attention.away?.objects === 2);
  const list = await host.attention?.readAway();
  if (!list) throw new Error('there is no list');
  const { from, to } = list.view;
  host.attention?.keepAway({ to, actor: AGENT.id });
  // Kept in the meantime: the list is the same, and what is behind it is not.
  const part = await host.attention?.findAway({ from, to, objects: [uuid(1)] });
  expect(part).toEqual({ changes: [3], more: false, objects: [uuid(1)], apart: 0, base: 2 });
  const undo = { do: 'undo_changes', changes: [3], objects: [uuid(1)], at: 3, why: 'no' } as const;
  expect(await host.command({ ...undo, intent: randomUUID() })).toMatchObject({ ok: true });
  await desk.until('one left', () => desk.attention.away?.objects === 1);
  const object = host.orchestrator.core.scene.objects.get(uuid(1));
  expect(object).toMatchObject({ properties: { colour: 'red' }, transform: box(1).transform });
  expect((await host.attention?.readAway())?.view.items).toMatchObject([{ id: uuid(2), changes: 1 }]);
  // Another list than the one that is shown is not taken for it.
  expect(await host.attention?.findAway({ from, to: to + 1, objects: [uuid(2)] })).toBe('moved_on');
  host.attention?.keepAway({ to });
  expect(await host.attention?.findAway({ from, to, objects: [uuid(2)] })).toBe('moved_on');
});

test('what an agent does again after it was taken back is told, from how the person had left it', async () => {
  const at = clock();
  const desk = await Desk.open(temporaryFolder());
  const { host } = desk;
  await desk.commit(PERSON, create(1), create(2));
  host.setPresence({ isHere: true, how: 'behind' });
  host.setPresence({ isHere: false, how: 'gone' });
  await desk.commit(AGENT, paint(1, 'red'), move(2, 4));
  at.nowMs += 30 * MINUTE_MS;
  host.setPresence({ isHere: true, how: 'behind' });
  await desk.until('the summary', () => desk.attention.away?.objects === 2);
  await desk.commit(PERSON, paint(1, null));
  await desk.until('one left', () => desk.attention.away?.objects === 1);
  host.setPresence({ isHere: false, how: 'gone' });
  await desk.commit(AGENT, paint(1, 'red'));
  at.nowMs += 30 * MINUTE_MS;
  host.setPresence({ isHere: true, how: 'behind' });
  await desk.until('both', () => desk.attention.away?.objects === 2);
  expect(desk.attention.away).toMatchObject({ back: 0 });
  const items = (await host.attention?.readAway())?.view.items;
  expect(items?.find(({ id }) => id === uuid(1))).toMatchObject({
    changes: 1,
    facets: [{ before: null, after: 'red' }],
  });
});

test('what the person changes is looked at once they pause, one look at a time', async () => {
  const at = clock();
  const timers = new Timers();
  const { attending, desk } = alone(at, timers);
  desk.wishes = { quiet: null, awayAfterMs: MINUTE_MS };
  attending.heedPresence({ isHere: true, how: 'behind' });
  attending.heedPresence({ isHere: false, how: 'gone' });
  desk.revision = 5;
  at.nowMs += 30 * MINUTE_MS;
  // Nothing was left off.
  attending.heedOwnChange();
  expect(timers.count).toBe(0);
  attending.heedPresence({ isHere: true, how: 'behind' });
  expect(desk.reads).toHaveLength(1);
  for (let change = 0; change < 3; change += 1) attending.heedOwnChange();
  timers.runAll();
  expect(desk.reads).toHaveLength(1);
  desk.answer();
  await Promise.resolve();
  desk.revision = 6;
  timers.runAll();
  expect(desk.reads).toMatchObject([{ through: 5 }, { through: 6 }]);
  attending.close();
  attending.heedOwnChange();
  timers.runAll();
  expect(desk.reads).toHaveLength(2);
});

test('what came in the minute before nobody moving was noticed has not been seen', async () => {
  const at = clock();
  const timers = new Timers();
  const { attending, desk } = alone(at, timers);
  attending.heedPresence({ isHere: true, how: 'behind' });
  for (desk.revision = 2; desk.revision < 9; desk.revision += 1) {
    at.nowMs += 12_000;
    timers.runAll();
  }
  at.nowMs += 6_000;
  attending.heedPresence({ isHere: false, how: 'gone', idleMs: MINUTE_MS });
  expect(desk.kept()).toMatchObject({ seen: { revision: 3 } });
});

test('a quiet time ends by the clock, also where the computer slept through the timer', () => {
  const at = clock();
  const timers = new Timers();
  const { attending, desk } = alone(at, timers);
  desk.wishes = { quiet: { sinceMs: at.nowMs, untilMs: at.nowMs + 45 * MINUTE_MS }, awayAfterMs: null };
  attending.heedWishes();
  const before = desk.changes;
  expect(timers.next).toBeLessThanOrEqual(MINUTE_MS);
  at.nowMs += MINUTE_MS;
  timers.runAll();
  // Nothing to tell: it goes on.
  expect(desk.changes).toBe(before);
  at.nowMs += 50 * MINUTE_MS;
  attending.heedPresence({ isHere: true, how: 'behind' });
  expect(desk.changes).toBeGreaterThan(before);
  expect(timers.count).toBe(1);
  desk.wishes = { quiet: { sinceMs: at.nowMs, untilMs: at.nowMs + 45 * MINUTE_MS }, awayAfterMs: null };
  attending.heedWishes();
  const asked = desk.changes;
  at.nowMs += 50 * MINUTE_MS;
  timers.runAll();
  expect(desk.changes).toBe(asked + 1);
});

test('only the person’s own work is no news', async () => {
  const at = clock();
  const desk = await Desk.open(temporaryFolder());
  desk.host.setPresence({ isHere: true, how: 'behind' });
  desk.host.setPresence({ isHere: false, how: 'gone' });
  await desk.commit(PERSON, create(1));
  at.nowMs += 30 * MINUTE_MS;
  const before = desk.batches.length;
  desk.host.setPresence({ isHere: true, how: 'behind' });
  await desk.until('the answer', () =>
    desk.batches.slice(before).some(({ attention }) => attention !== undefined),
  );
  expect(desk.attention.away).toBe(null);
});

test('where they left off is there again at the next start, and what was not seen is told then', async () => {
  const at = clock();
  const folder = temporaryFolder();
  const first = await Desk.open(folder);
  first.host.setPresence({ isHere: true, how: 'behind' });
  await first.commit(PERSON, create(1));
  first.host.setPresence({ isHere: false, how: 'gone' });
  await first.commit(AGENT, move(1, 4));
  await first.host.close();
  const [file = ''] = fs.readdirSync(path.join(folder, 'left-off'));
  expect(JSON.parse(fs.readFileSync(path.join(folder, 'left-off', file), 'utf8'))).toMatchObject({
    version: 1,
    seen: { revision: 1 },
  });
  at.nowMs += 600 * MINUTE_MS;
  const second = await Desk.open(folder);
  second.host.setPresence({ isHere: true, how: 'behind' });
  const away = await second.until('the summary', () => second.attention.away);
  expect(away).toMatchObject({ from: 1, objects: 1, without: 'own' });
});

test('a file that says nothing of the kind is taken for none', async () => {
  clock();
  const folder = temporaryFolder();
  const first = await Desk.open(folder);
  first.host.setPresence({ isHere: true, how: 'behind' });
  await first.host.close();
  const [file = ''] = fs.readdirSync(path.join(folder, 'left-off'));
  fs.writeFileSync(path.join(folder, 'left-off', file), '{"version":1,"seen":"all"}');
  const second = await Desk.open(folder);
  expect(second.attention).toEqual({ quiet: null, collected: [], away: null });
});

test('not to be disturbed: what can wait is kept, counted by nobody and no news; at the end it is one', async () => {
  const at = clock();
  const desk = await Desk.open(temporaryFolder());
  const { host } = desk;
  await desk.commit(PERSON, create(1), create(2));
  const before = await desk.submit(AGENT, move(1, 1));
  await desk.until('the first card', () => desk.news.length === 1);
  desk.wishes = { ...desk.wishes, quiet: { sinceMs: at.nowMs, untilMs: at.nowMs + 45 * MINUTE_MS } };
  host.attention?.heedWishes();
  expect(desk.attention.quiet).toEqual({ leftMs: 45 * MINUTE_MS });
  const [one, two] = [await desk.submit(AGENT, move(1, 2)), await desk.submit(AGENT, move(2, 2))];
  await desk.until('both kept', () => desk.attention.collected.length === 2);
  expect(desk.attention.collected).toEqual([one, two]);
  // No batch shows a card before it says that it is kept.
  const shown = desk.batches.flatMap(({ waiting, attention }, index) =>
    waiting?.upserts.some(({ id }) => id === one || id === two) === true ? [[index, attention] as const] : [],
  );
  expect(shown.length).toBeGreaterThan(0);
  for (const [, attention] of shown) expect(attention?.collected.length).toBeGreaterThan(0);
  await desk.until('a count', () => desk.counts.at(-1) === 1);
  expect(desk.news.map(({ card }) => card)).toEqual([before]);
  // A card that is decided meanwhile is kept for nobody.
  await host.command({ do: 'deny', id: two, reason: 'no' });
  await desk.until('one left', () => desk.attention.collected.length === 1);
  desk.wishes = { ...desk.wishes, quiet: null };
  host.attention?.heedWishes();
  expect(desk.news.at(-1)).toMatchObject({ title: '1 question was kept for you', card: one });
  expect(desk.attention).toMatchObject({ quiet: null, collected: [one] });
  host.attention?.showCollected();
  expect(desk.attention.collected).toEqual([]);
  await desk.until('both count', () => desk.counts.at(-1) === 2);
});

test('a quiet time that the clock says is over has ended for the next question, whatever its timer says', async () => {
  const at = clock();
  const desk = await Desk.open(temporaryFolder());
  await desk.commit(PERSON, create(1));
  await desk.until('a look', () => desk.counts.length > 0);
  desk.wishes = { ...desk.wishes, quiet: { sinceMs: at.nowMs, untilMs: at.nowMs + 45 * MINUTE_MS } };
  desk.host.attention?.heedWishes();
  const one = await desk.submit(AGENT, move(1, 1));
  await desk.until('it is kept', () => desk.attention.collected.length === 1);
  at.nowMs += 50 * MINUTE_MS;
  await desk.submit(AGENT, move(1, 2));
  await desk.until('the end is told', () => desk.news.some(({ card }) => card === one));
  expect(desk.news.find(({ card }) => card === one)).toMatchObject({ title: '1 question was kept for you' });
});

test('what was kept for later still is after a restart within that time', async () => {
  const at = clock();
  const folder = temporaryFolder();
  const quiet = { sinceMs: at.nowMs, untilMs: null };
  const first = await Desk.open(folder, { quiet, awayAfterMs: null });
  await first.commit(PERSON, create(1));
  await first.until('a look', () => first.counts.length > 0);
  // One that nobody knows would be withdrawn at the next start.
  const { agent } = first.host.agentsDoor.createAgent('dresser');
  const id = await first.submit({ kind: 'agent', id: agent, name: 'dresser' }, move(1, 2));
  await first.until('it is kept', () => first.attention.collected.length === 1);
  await first.host.close();
  const second = await Desk.open(folder, { quiet, awayAfterMs: null });
  await second.until('a look', () => second.counts.length > 0);
  expect(second.attention).toMatchObject({ quiet: { leftMs: null }, collected: [id] });
  expect(second.news).toEqual([]);
});

test('what blocks is called at once, whatever was asked for', async () => {
  const at = clock();
  const desk = await Desk.open(temporaryFolder());
  desk.wishes = { quiet: { sinceMs: at.nowMs, untilMs: null }, awayAfterMs: null };
  desk.host.attention?.heedWishes();
  await desk.until('a look', () => desk.counts.length > 0);
  const session = randomUUID();
  desk.host.input({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
  desk.host.input({
    in: 'frame',
    session,
    message: {
      type: 'hello',
      adapter: { name: 'test', version: '1' },
      engine: { kind: 'blender', version: '1' },
      scene: { project: null, scene: null, saved_revision: null, title: 'yard.blend', unsaved: false },
      applied_through: null,
      receipt: null,
      masked: [],
    },
  });
  await desk.until('the call', () => desk.news.find(({ card }) => card === `foreign ${session}`));
  expect(desk.counts.at(-1)).toBe(1);
  expect(desk.attention.collected).toEqual([]);
});

test('while the person is not to be disturbed the core draws nothing in engines, also over a restart', async () => {
  const folder = temporaryFolder();
  const quiet = { sinceMs: Date.now(), untilMs: null };
  const isHushed = ({ host }: Desk): boolean => host.orchestrator.core.ghosts.isHushed;
  const first = await Desk.open(folder);
  expect(isHushed(first)).toBe(false);
  first.wishes = { ...first.wishes, quiet };
  first.host.attention?.heedWishes();
  expect(isHushed(first)).toBe(true);
  await first.host.close();
  const second = await Desk.open(folder, { quiet, awayAfterMs: null });
  expect(isHushed(second)).toBe(true);
  second.wishes = { ...second.wishes, quiet: null };
  second.host.attention?.heedWishes();
  expect(isHushed(second)).toBe(false);
});
