/**
 * One pass over a history that sorts it by what the checkers ask for. It reads only what was recorded outside the
 * orchestrator, and replays the log with its own few lines, not with the fold that the orchestrator uses.
 */
import type { Actor, Intent } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import { applyTo } from '#app/scene/index.ts';
import type { ObjectId, SceneObject } from '#app/scene/index.ts';
import type {
  EngineEvent,
  History,
  HistoryEvent,
  Objects,
  RecordedAnswer,
  RecordedCommand,
  RecordedSettled,
  RecordedSubmission,
  StartEvent,
} from '../history.ts';

/** Where something stands in the history: the event, and its place among that event's effects. */
export type Moment = number;
const EFFECTS_MAX = 4_096;
export function moment(event: number, effect = 0): Moment {
  return event * EFFECTS_MAX + effect;
}

/** The event that a moment belongs to. */
export function eventOf(when: Moment): number {
  return Math.floor(when / EFFECTS_MAX);
}

export interface Appended<Kind extends LedgerRecord = LedgerRecord> {
  readonly record: Kind;
  readonly position: number;
  readonly life: number;
  readonly at: Moment;
  /** When the disk had it; null where it was lost. */
  onDisk: Moment | null;
}

export interface HandedIn {
  readonly at: Moment;
  readonly life: number;
  readonly worldMs: number;
  readonly channel: 'human' | 'ai' | 'override';
  readonly actor: Actor;
  readonly submission: RecordedSubmission;
  answer: RecordedAnswer | null;
}

export interface Click {
  readonly at: Moment;
  readonly life: number;
  readonly command: RecordedCommand;
  answer: RecordedAnswer | null;
}

export interface SentMessage {
  readonly at: Moment;
  readonly life: number;
  readonly session: string;
  readonly message: OrchestratorMessage;
}

export interface Frame {
  readonly at: Moment;
  readonly life: number;
  readonly session: string;
  readonly message: AdapterMessage;
}

export interface Told extends RecordedSettled {
  readonly at: Moment;
  readonly life: number;
  readonly worldMs: number;
}

export interface SessionStory {
  readonly session: string;
  readonly life: number;
  readonly resumes: string | null;
  readonly connectedAt: Moment;
  revokedAt: Moment | null;
  disconnectedAt: Moment | null;
  engine: string;
}

/** A commit of the final log, with the scene around it. */
export interface Committed {
  readonly n: number;
  readonly position: number;
  readonly intent: Intent;
  readonly before: Objects;
  readonly after: Objects;
}

export class Facts {
  readonly history: History;
  readonly events: readonly HistoryEvent[];
  readonly appended: Appended[] = [];
  readonly handedIn: HandedIn[] = [];
  readonly clicks: Click[] = [];
  readonly sent: SentMessage[] = [];
  readonly frames: Frame[] = [];
  readonly told: Told[] = [];
  readonly starts: { readonly at: Moment; readonly event: StartEvent }[] = [];
  readonly ends: {
    readonly at: Moment;
    readonly life: number;
    readonly how: string;
    readonly untold: boolean;
  }[] = [];
  readonly engineEvents: { readonly at: Moment; readonly event: EngineEvent }[] = [];
  readonly sessions = new Map<string, SessionStory>();
  readonly ledgerTrouble: { readonly at: Moment; readonly life: number }[] = [];
  readonly commits: Committed[] = [];
  readonly commitOf = new Map<number, Committed>();
  /** By author and id (`actor id`), for every id that a commit answers for; the first one where there are several. */
  readonly commitOfId = new Map<string, Committed>();
  /** The number that made each object shared for the first time. */
  readonly knownSince = new Map<ObjectId, number>();
  /** Why the log could not be replayed; null when it could. */
  logProblem: string | null = null;

  constructor(history: History) {
    this.history = history;
    this.events = history.events;
    this.#sort();
    this.#replay();
  }

  /** The shared scene at a revision that the final log knows. */
  truthAt(revision: number): Objects | undefined {
    return revision === 0 ? EMPTY : this.commitOf.get(revision)?.after;
  }

  /** Whether an object was ever part of the shared scene up to a revision. */
  knownBy(revision: number): (id: ObjectId) => boolean {
    return (id) => {
      const since = this.knownSince.get(id);
      return since !== undefined && since <= revision;
    };
  }

  records<Kind extends LedgerRecord['kind']>(kind: Kind): Appended<Extract<LedgerRecord, { kind: Kind }>>[] {
    return this.appended.filter((each) => each.record.kind === kind) as Appended<
      Extract<LedgerRecord, { kind: Kind }>
    >[];
  }

  #sort(): void {
    let pending: Appended[] = [];
    const asked = new Map<string, { answer: RecordedAnswer | null }>();
    for (const [index, event] of this.events.entries()) {
      const at = moment(index);
      switch (event.at) {
        case 'start':
          this.starts.push({ at, event });
          asked.clear();
          break;
        case 'end':
          this.ends.push({ at, life: event.life, how: event.how, untold: event.untold });
          pending = [];
          break;
        case 'disk':
          for (const each of pending) if (each.position <= event.position) each.onDisk = at;
          pending = pending.filter((each) => each.position > event.position);
          break;
        case 'lost':
          pending = pending.filter((each) => each.position < event.from);
          break;
        case 'engine':
          this.engineEvents.push({ at, event });
          break;
        case 'step':
          this.#input(event, at, asked);
          break;
        default:
          break;
      }
      if (event.at !== 'step' && event.at !== 'start') continue;
      const worldMs = event.at === 'step' ? event.worldMs : 0;
      for (const [place, effect] of event.effects.entries()) {
        const when = moment(index, place + 1);
        if (effect.fx === 'append') {
          for (const [offset, record] of effect.records.entries()) {
            const each: Appended = {
              record,
              position: effect.position + offset,
              life: event.life,
              at: when,
              onDisk: null,
            };
            this.appended.push(each);
            pending.push(each);
          }
        } else if (effect.fx === 'send') {
          this.sent.push({ at: when, life: event.life, session: effect.session, message: effect.message });
        } else if (effect.fx === 'revoke') {
          const story = this.sessions.get(effect.session);
          if (story !== undefined) story.revokedAt ??= when;
        } else if (effect.fx === 'settled') {
          this.told.push({ ...effect, at: when, life: event.life, worldMs });
        } else if (effect.fx === 'reply') {
          const waiting = asked.get(effect.reply);
          if (waiting !== undefined) waiting.answer = effect.answer;
        }
      }
    }
    for (const { record } of this.appended) {
      if (record.kind !== 'session') continue;
      const story = this.sessions.get(record.session);
      if (story !== undefined) story.engine = record.engine;
    }
  }

  #input(
    event: Extract<HistoryEvent, { at: 'step' }>,
    at: Moment,
    asked: Map<string, { answer: RecordedAnswer | null }>,
  ): void {
    const { input, life } = event;
    switch (input.in) {
      case 'submit': {
        const { channel, actor, submission } = input;
        const each: HandedIn = { at, life, worldMs: event.worldMs, channel, actor, submission, answer: null };
        this.handedIn.push(each);
        asked.set(input.reply, each);
        return;
      }
      case 'command': {
        const each: Click = { at, life, command: input.command, answer: null };
        this.clicks.push(each);
        asked.set(input.reply, each);
        return;
      }
      case 'frame':
        this.frames.push({ at, life, session: input.session, message: input.message });
        return;
      case 'connected':
        this.sessions.set(input.session, {
          session: input.session,
          life,
          resumes: input.resumes,
          connectedAt: at,
          revokedAt: null,
          disconnectedAt: null,
          engine: '',
        });
        return;
      case 'disconnected': {
        const story = this.sessions.get(input.session);
        if (story !== undefined) story.disconnectedAt ??= at;
        return;
      }
      case 'ledger_failed':
        this.ledgerTrouble.push({ at, life });
        return;
      case 'tick':
      case 'clock':
      case 'quiet':
      case 'violation':
      case 'durable':
      case 'looked_up':
      case 'close':
        return;
    }
  }

  #replay(): void {
    const open = new Map<number, Intent>();
    let objects: ReadonlyMap<ObjectId, SceneObject> = EMPTY;
    for (const [index, record] of this.history.log.entries()) {
      if (record.kind === 'begin') open.set(record.n, record.intent);
      if (record.kind !== 'commit') continue;
      const intent = open.get(record.n);
      if (intent === undefined) {
        this.logProblem ??= `commit of ${record.n} without a begin`;
        continue;
      }
      open.delete(record.n);
      const after = new Map(objects);
      for (const operation of intent.operations) {
        const refusal = applyTo(after, operation);
        if (refusal !== null) this.logProblem ??= `${record.n} does not apply: ${refusal.message}`;
      }
      for (const id of after.keys()) if (!this.knownSince.has(id)) this.knownSince.set(id, record.n);
      const committed: Committed = { n: record.n, position: index + 1, intent, before: objects, after };
      this.commits.push(committed);
      this.commitOf.set(record.n, committed);
      for (const id of idsOf(intent)) {
        const key = `${intent.actor.id} ${id}`;
        if (!this.commitOfId.has(key)) this.commitOfId.set(key, committed);
      }
      objects = after;
    }
  }
}

const EMPTY: Objects = new Map();

/** Every id that an intent answers for: its own, and those of what became one with it. */
export function idsOf(intent: Intent): readonly string[] {
  return intent.joined?.map(({ id }) => id) ?? [intent.id];
}

/** Where an intent's way is over. */
export const ENDS = new Set(['committed', 'denied', 'superseded', 'conflicted', 'rejected', 'aborted']);

/** A judge of one guarantee: yields a sentence for each place where it does not hold. */
export interface Checker {
  readonly guarantee: string;
  check(facts: Facts): Iterable<string>;
}
