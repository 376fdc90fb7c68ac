/** Those who hand in changes: people in the control room and agents. Their ids are theirs, so they can ask again. */
import type { Actor } from '#app/intents/index.ts';
import type { Submission } from '#main/orchestrator/index.ts';
import type { Objects } from './history.ts';
import type { Operation } from '#app/scene/index.ts';
import {
  foolishOperation,
  randomOperations,
  randomTransform,
  sameAgain,
  valueOperation,
} from './operations.ts';
import type { Random } from './random.ts';
import type { Shell } from './shell.ts';

type Channel = 'human' | 'ai' | 'override';

interface Sent {
  readonly channel: Channel;
  readonly submission: Submission;
  readonly life: number;
}

/** Submissions that an author still remembers. */
const REMEMBERED_MAX = 24;
const TASKS = [null, 'dress', 'light'] as const;
const ENDS = new Set(['committed', 'denied', 'superseded', 'conflicted', 'rejected', 'aborted']);

export class Author {
  readonly actor: Actor;
  /** Chance of its own, for those that work at tasks. */
  tasks: Random | null = null;
  readonly #channel: Channel;
  readonly #shell: Shell;
  readonly #random: Random;
  /** What it last looked at: it may have moved on since. */
  #seen: { readonly revision: number; readonly objects: Objects } = { revision: 0, objects: new Map() };
  #sent: Sent[] = [];
  readonly #open = new Set<string>();

  constructor(actor: Actor, channel: Channel, shell: Shell, random: Random) {
    this.actor = actor;
    this.#channel = channel;
    this.#shell = shell;
    this.#random = random;
    shell.onSettled((effect) => {
      if (effect.actor === actor.id && ENDS.has(effect.state)) this.#open.delete(effect.id);
    });
  }

  /** Submissions without a known end. */
  get open(): ReadonlySet<string> {
    return this.#open;
  }

  look(): void {
    const { core } = this.#shell;
    if (core === null) return;
    this.#seen = { revision: core.view.revision, objects: new Map(core.view.objects) };
  }

  /** A change of what it last saw, mostly having looked just now. */
  submit(): void {
    const random = this.#random;
    if (random.chance(0.75)) this.look();
    const operations = this.#goesOn() ?? randomOperations(random, this.#seen.objects);
    if (random.chance(0.04)) operations.push(foolishOperation(random, this.#seen.objects));
    if (operations.length === 0) return;
    const after: string[] = [];
    // Chained edits: made on top of one's own that are not through yet (R13).
    if (random.chance(0.5)) after.push(...[...this.#open].slice(-2));
    if (random.chance(0.01)) after.push(random.uuid());
    const revision = random.chance(0.01) ? this.#seen.revision + 1_000 : this.#seen.revision;
    this.submitThis({
      id: random.uuid(),
      base: { revision, after },
      reason: this.#channel === 'override' && random.chance(0.05) ? '' : 'because',
      task: this.tasks?.pick(TASKS) ?? null,
      operations,
    });
  }

  /** One more change of what it changed last. */
  #goesOn(): Operation[] | null {
    const last = this.#sent.at(-1);
    if (last === undefined || !this.#open.has(last.submission.id) || !this.#random.chance(0.3)) return null;
    const [first] = last.submission.operations;
    if (first?.op !== 'set_transform') return null;
    return [{ op: 'set_transform', id: first.id, transform: randomTransform(this.#random) }];
  }

  /** A field that is spun: the same value again and again, each made on top of the last (R13). Before that, whoever has come
   * back asks what became of values that they had set. */
  spin(random: Random, later: (delayMs: number, run: () => void) => void): void {
    const past = this.#sent.filter(
      ({ life, submission }) =>
        life < this.#shell.life && submission.operations.every(({ op }) => op.startsWith('set_')),
    );
    for (const { submission } of past.slice(-8)) this.#hand(submission);
    this.look();
    const { revision, objects } = this.#seen;
    const first = valueOperation(random, objects);
    if (first === null) return;
    let left = random.between(2, 6);
    const paceMs = random.pick([4, 12, 40]);
    const turn = (): void => {
      this.submitThis({
        id: random.uuid(),
        base: { revision, after: [...this.#open].slice(-4) },
        reason: 'because',
        task: null,
        operations: [sameAgain(random, first)],
      });
      left -= 1;
      if (left > 0) later(random.delayMs(paceMs), turn);
    };
    turn();
  }

  submitThis(submission: Submission): void {
    this.#open.add(submission.id);
    this.#remember({ channel: this.#channel, submission, life: this.#shell.life });
    this.#hand(submission);
  }

  /** Asks again with the same id: the same content gets the first answer, other content is an error. */
  retry(): void {
    const sent = this.#random.pickOr(this.#sent, null);
    if (sent === null) return;
    const changed = this.#random.chance(0.15);
    this.#hand(
      changed ? { ...sent.submission, reason: `${sent.submission.reason} or else` } : sent.submission,
    );
  }

  /** Nothing that was handed in may stay without an answer: asks for each that has no end yet. */
  retryOpen(): void {
    for (const { submission } of this.#sent) if (this.#open.has(submission.id)) this.#hand(submission);
  }

  #hand(submission: Submission): void {
    this.#shell.ask(
      (reply) => ({ in: 'submit', channel: this.#channel, actor: this.actor, reply, submission }),
      (answer) => {
        if (!answer.ok || ENDS.has(answer.state)) this.#open.delete(submission.id);
      },
    );
  }

  #remember(sent: Sent): void {
    this.#sent.push(sent);
    if (this.#sent.length > REMEMBERED_MAX) this.#open.delete((this.#sent.shift() as Sent).submission.id);
  }
}
