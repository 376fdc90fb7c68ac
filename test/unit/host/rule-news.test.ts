/** What a person who looks elsewhere hears of what they had allowed: together, and as often as they want. */
import { expect, test } from 'vitest';
import type { Grant } from '#app/ledger/index.ts';
import type { News } from '#main/host/attention.ts';
import { RuleNews } from '#main/host/rule-news.ts';
import { AGENT, box, moved, Rig, uuid } from '../orchestrator/bench-rig.ts';

const MINUTE = 60_000;
const HAND: Grant = {
  id: uuid(900),
  agent: AGENT.id,
  task: null,
  most: 'cosmetic',
  objects: null,
  changes: 4,
  for_ms: 600_000,
};

/** A studio in which an agent has a free hand, what it comes to in news, and a clock by hand. */
class Studio {
  readonly rig = new Rig();
  readonly told: News[] = [];
  readonly news: RuleNews;
  #nowMs = 0;
  #timer: { readonly atMs: number; readonly run: () => void } | null = null;
  #heard = 0;
  #next = 10;

  constructor(everyMs: number | null) {
    this.rig.submit(1, [{ op: 'create', object: box(1) }]);
    this.rig.sync();
    this.rig.wait(10_000);
    this.news = new RuleNews({
      core: () => this.rig.orchestrator.core,
      tell: (news) => this.told.push(news),
      nowMs: () => this.#nowMs,
      later: (ms, run) => {
        this.#timer = { atMs: this.#nowMs + ms, run };
        return () => (this.#timer = null);
      },
      agentName: () => 'set-dresser',
    });
    this.news.setEvery(everyMs);
    this.rig.command({ do: 'give_free_hand', grant: HAND });
    this.rig.sync();
    this.#hear();
  }

  suggest(): void {
    this.#next += 1;
    this.rig.submit(this.#next, [{ op: 'set_transform', id: uuid(1), transform: moved(this.#next) }], {
      channel: 'ai',
    });
    this.#hear();
    this.rig.sync();
    this.rig.sync();
    this.#hear();
  }

  end(): void {
    this.rig.wait(HAND.for_ms + 1_000);
    this.#hear();
  }

  pass(ms: number): void {
    this.#nowMs += ms;
    const due = this.#timer;
    if (due === null || due.atMs > this.#nowMs) return;
    this.#timer = null;
    due.run();
  }

  /** As the host does: record by record, once a step is over. */
  #hear(): void {
    const { effects } = this.rig;
    for (const effect of effects.slice(this.#heard))
      if (effect.fx === 'append') for (const record of effect.records) this.news.note(record);
    this.#heard = effects.length;
  }
}

test('several that went on are one word, a while after the first, and then none until the next is due', () => {
  const studio = new Studio(5 * MINUTE);
  studio.suggest();
  studio.suggest();
  expect(studio.told).toEqual([]);
  studio.pass(10_000);
  expect(studio.told).toEqual([
    {
      about: 'suggestions',
      title: 'set-dresser went on without asking',
      body: '2 suggestions went through under what you allowed.',
      card: 'rules',
    },
  ]);
  studio.suggest();
  studio.pass(MINUTE);
  expect(studio.told).toHaveLength(1);
  studio.pass(4 * MINUTE);
  expect(studio.told[1]?.body).toBe('1 suggestion went through under what you allowed.');
  studio.pass(60 * MINUTE);
  expect(studio.told).toHaveLength(2);
});

test('who wants to hear of it sooner does, also of what waited for the old time', () => {
  const studio = new Studio(60 * MINUTE);
  studio.suggest();
  studio.pass(10_000);
  studio.suggest();
  studio.pass(MINUTE);
  expect(studio.told).toHaveLength(1);
  studio.news.setEvery(MINUTE);
  studio.pass(10_000);
  expect(studio.told).toHaveLength(2);
});

test('who wants none hears none, and what came meanwhile is not told later', () => {
  const studio = new Studio(null);
  studio.suggest();
  studio.news.setEvery(MINUTE);
  studio.pass(60 * MINUTE);
  expect(studio.told).toEqual([]);
  studio.suggest();
  studio.news.setEvery(null);
  studio.pass(60 * MINUTE);
  expect(studio.told).toEqual([]);
});

test('a free hand whose time is up says so where something waits, and leads to it', () => {
  const studio = new Studio(5 * MINUTE);
  studio.rig.submit(50, [{ op: 'delete', id: uuid(1), descendants: [] }], { channel: 'ai' });
  studio.end();
  expect(studio.told).toEqual([
    {
      about: 'suggestions',
      title: 'A free hand is over: Its time was up.',
      body: '1 suggestion waits for you.',
      card: uuid(50),
    },
  ]);
});

test('and nothing where nothing waits, or where the person ended it', () => {
  const idle = new Studio(5 * MINUTE);
  idle.end();
  expect(idle.told).toEqual([]);
  const ended = new Studio(5 * MINUTE);
  ended.rig.submit(50, [{ op: 'delete', id: uuid(1), descendants: [] }], { channel: 'ai' });
  ended.rig.command({ do: 'end_free_hand', grant: HAND.id });
  ended.suggest();
  ended.pass(60 * MINUTE);
  expect(ended.told).toEqual([]);
});
