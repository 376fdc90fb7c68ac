/**
 * When the person is to be called and what they are told when they come back: one small file a project remembers up to where
 * they have seen it, and which cards are kept until they can be disturbed again.
 */
import { z } from 'zod';
import { AWAY_LIMITS } from '#app/control-room/attention.ts';
import { quietLeft } from '#app/control-room/index.ts';
import type {
  AttentionView,
  AwayAnswer,
  AwayPart,
  AwayPartChanges,
  AwaySummary,
  AwayView,
  Quiet,
  RequestBody,
} from '#app/control-room/index.ts';
import { idSchema } from '#app/protocol/values.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { AwayQuery } from '#main/history/index.ts';
import type { Orchestrator } from '#main/orchestrator/index.ts';
import type { Presence } from '#main/shell/index.ts';
import { CardWatch } from './attention.ts';
import type { News } from './attention.ts';
import { LeftOff } from './left-off.ts';
import type { LeftOffKept, Moment } from './left-off.ts';

type Core = Orchestrator['core'];

/** While somebody is here, what they have seen is noted this often: it is what counts after a crash, and for who walks off. */
const LOOK_EVERY_MS = 12_000;
/** So long what the person does themselves gathers before what is told is looked at anew. */
const TELL_AGAIN_MS = 500;
/** After which a history that could not tell is asked again. */
const ASK_AGAIN_MS = 5_000;
/** A timer does not count the time in which the computer sleeps: the clock is asked this often whether a quiet time is over. */
const ASK_THE_CLOCK_MS = 60_000;

const numbered = z.tuple([z.string().max(200), z.int().min(0)]);
const fileSchema = z.strictObject({
  version: z.literal(1),
  /** Of another one the numbers mean nothing. */
  ledger: idSchema,
  seen: z.strictObject({ revision: z.int().min(0), atMs: z.int().min(0) }),
  how: z.enum(['behind', 'gone']),
  kept: z.array(numbered).max(AWAY_LIMITS.kept),
  keptBy: z.array(numbered).max(AWAY_LIMITS.kept),
  collected: z.array(z.string().max(8_192)).max(AWAY_LIMITS.kept),
});
type LeftOffFile = z.infer<typeof fileSchema>;

/** What the person has set for this computer. */
export interface Wishes {
  /** Null where they can be disturbed. */
  readonly quiet: Quiet | null;
  /** How long they have to have been away for a word about it; null for never. */
  readonly awayAfterMs: number | null;
}

export interface AttendingOptions {
  readonly core: () => Core;
  readonly ledger: () => string;
  readonly wishes: () => Wishes;
  readonly wallMs: () => number;
  /** Writes the file, some time soon. */
  readonly keep: (content: string) => void;
  /** What others changed; null while the history cannot tell. */
  readonly read: (query: AwayQuery) => Promise<AwayView | null>;
  /** Which changes a part of that is made of; the same of null. */
  readonly readPart: (query: AwayQuery, part: AwayPart) => Promise<AwayPartChanges | null>;
  /** Something of `view` has changed. */
  readonly changed: () => void;
  /** `isQuiet` is otherwise than it was. */
  readonly hush: () => void;
  readonly tell: (news: News) => void;
  /** @returns what keeps it from being run */
  readonly later: (ms: number, run: () => void) => () => void;
}

export class Attending {
  readonly #options: AttendingOptions;
  readonly #leftOff: LeftOff;
  readonly #watch: CardWatch;
  #away: AwaySummary | null = null;
  /** Counts the looks at what others changed: only the newest one is told. */
  #looks = 0;
  /** Those that are under way. */
  #reading = 0;
  #isClosed = false;
  #wasQuiet = false;
  #written = '';
  #cancelQuiet: (() => void) | null = null;
  #cancelLook: (() => void) | null = null;
  #cancelAsking: (() => void) | null = null;
  #cancelTelling: (() => void) | null = null;
  /** What the newest list answers, with what was kept of it since. */
  #listed: AwayQuery | null = null;

  /** @param kept the file of an earlier start; null where there is none */
  constructor(options: AttendingOptions, kept: string | null, unreadable: (error: unknown) => void) {
    this.#options = options;
    const file = parsed(kept, unreadable);
    const isOurs = file !== null && file.ledger === options.ledger();
    this.#leftOff = new LeftOff(isOurs ? (file as LeftOffKept) : null, this.#now);
    this.#watch = new CardWatch(isOurs ? file.collected : []);
    this.heedWishes();
  }

  /** The shell says whether anybody looks; `idleMs`, where nobody moving is how it knows. */
  heedPresence({ isHere, how, idleMs }: Presence): void {
    if (!isHere) this.#leftOff.leave(this.#now, how, idleMs);
    else if (this.#leftOff.come(this.#now, this.#options.wishes().awayAfterMs)) void this.#tellAway();
    this.#cancelLook?.();
    this.#cancelLook = isHere ? this.#options.later(LOOK_EVERY_MS, () => this.#look()) : null;
    this.#write();
    // The computer may have slept meanwhile, and what is left of a quiet time is less than the window knows.
    if (this.#wasQuiet) this.heedWishes();
  }

  #look(): void {
    this.#leftOff.look(this.#now);
    this.#write();
    this.#cancelLook = this.#options.later(LOOK_EVERY_MS, () => this.#look());
  }

  /** What is set was changed, or is to be looked at for the first time. */
  heedWishes(): void {
    const quiet = this.#quiet;
    this.#waitForEnd();
    const isOver = this.#wasQuiet && quiet === null;
    const isOtherwise = this.#wasQuiet !== (quiet !== null);
    this.#wasQuiet = quiet !== null;
    if (isOtherwise) this.#options.hush();
    if (isOver) this.#tellCollected();
    this.#options.changed();
  }

  #waitForEnd(): void {
    this.#cancelQuiet?.();
    this.#cancelQuiet = null;
    const leftMs = this.#quiet?.leftMs ?? null;
    if (leftMs === null) return;
    this.#cancelQuiet = this.#options.later(Math.min(ASK_THE_CLOCK_MS, leftMs), () => {
      if (this.isQuiet) this.#waitForEnd();
      else this.heedWishes();
    });
  }

  get #quiet(): AttentionView['quiet'] {
    return quietLeft(this.#options.wishes().quiet, this.#options.wallMs());
  }

  /** The person asked not to be disturbed, and what can wait is kept for later. */
  get isQuiet(): boolean {
    return this.#quiet !== null;
  }

  /** All that was kept for later is one piece of news. */
  #tellCollected(): void {
    const [first] = this.#watch.collected;
    if (first === undefined) return;
    const count = this.#watch.collected.length;
    this.#options.tell({
      about: 'suggestions',
      title: count === 1 ? '1 question was kept for you' : `${count} questions were kept for you`,
      body: 'They came while you were not to be disturbed. None of them was decided meanwhile.',
      card: first,
    });
  }

  /** As `CardWatch.look`. */
  look(): ReturnType<CardWatch['look']> {
    if (this.isQuiet !== this.#wasQuiet) this.heedWishes();
    const before = this.#watch.collected.join('\n');
    const found = this.#watch.look(this.#options.core(), undefined, this.isQuiet);
    if (this.#watch.collected.join('\n') !== before) {
      this.#write();
      this.#options.changed();
    }
    return found;
  }

  dismiss(card: string): void {
    this.#watch.dismiss(card);
  }

  showCollected(): void {
    if (this.#watch.letGo() === 0) return;
    this.#write();
    this.#options.changed();
  }

  view(): AttentionView {
    const isWanted = this.#options.wishes().awayAfterMs !== null;
    return { quiet: this.#quiet, collected: this.#watch.collected, away: isWanted ? this.#away : null };
  }

  /** For somebody who asks: what they have not seen; where that is nothing, what came since they were here last. */
  async readAway(): Promise<AwayAnswer | null> {
    const query = this.#leftOff.queryOf(this.#now);
    const span = this.#leftOff.span();
    this.#listed = query;
    const view = await this.#options.read(query);
    return view === null ? null : { span, view };
  }

  /** @returns what a part of the newest list is made of; `moved_on` where the list that is meant is another */
  async findAway({
    from,
    to,
    objects,
    actor,
  }: RequestBody<'find_away'>): Promise<AwayPartChanges | 'moved_on' | null> {
    const listed = this.#listed;
    if (listed?.from !== from || listed.to !== to) return 'moved_on';
    return this.#options.readPart(
      { ...listed, through: this.#now.revision },
      {
        objects,
        actor: actor ?? null,
      },
    );
  }

  keepAway({ to: told, objects, actor }: RequestBody<'keep_away'>): void {
    // What is still to come cannot have been seen.
    const to = Math.min(told, this.#now.revision);
    if (objects === undefined && actor === undefined) {
      this.#leftOff.keepAll(to, this.#now);
      this.#listed = null;
    } else {
      this.#leftOff.keep(to, {
        ...(objects === undefined ? {} : { objects }),
        ...(actor === undefined ? {} : { actor }),
      });
      // That is decided, also for who takes back something else of the same list.
      if (this.#listed !== null) this.#listed = withKept(this.#listed, to, objects ?? [], actor);
    }
    this.#write();
    void this.#tellAway();
  }

  /** The person has changed something: what they took back, or set anew, is no news any more. */
  heedOwnChange(): void {
    if (this.#isClosed || this.#leftOff.query(this.#now) === null) return;
    this.#cancelTelling ??= this.#options.later(TELL_AGAIN_MS, () => {
      this.#cancelTelling = null;
      // It goes through the whole absence: one look at a time.
      if (this.#reading > 0) this.heedOwnChange();
      else void this.#tellAway();
    });
  }

  async #tellAway(): Promise<void> {
    this.#looks += 1;
    const look = this.#looks;
    this.#cancelAsking?.();
    this.#cancelAsking = null;
    this.#cancelTelling?.();
    this.#cancelTelling = null;
    const query = this.#leftOff.query(this.#now);
    const span = this.#leftOff.span();
    this.#reading += 1;
    const found = query === null ? null : await this.#options.read(query);
    this.#reading -= 1;
    if (look !== this.#looks) return;
    if (found === null && query !== null)
      this.#cancelAsking = this.#options.later(ASK_AGAIN_MS, () => void this.#tellAway());
    if (found === null || span === null) this.#away = null;
    else if (found.objects + found.back === 0) {
      // What came is of the person's own hands, or all of it has been seen.
      this.#leftOff.keepAll(found.to, this.#now);
      this.#away = null;
      this.#write();
    } else {
      const { items: _items, ...counts } = found;
      this.#away = { ...counts, ...span };
    }
    this.#options.changed();
  }

  /** Nobody is called any more. */
  close(): void {
    this.#isClosed = true;
    this.#looks += 1;
    this.#cancelQuiet?.();
    this.#cancelLook?.();
    this.#cancelAsking?.();
    this.#cancelTelling?.();
    this.#leftOff.leave(this.#now, 'gone');
    this.#write();
  }

  get #now(): Moment {
    return { revision: this.#options.core().durable.revision, atMs: this.#options.wallMs() };
  }

  #write(): void {
    const file: LeftOffFile = {
      version: 1,
      ledger: this.#options.ledger(),
      ...mutable(this.#leftOff.toKeep()),
      collected: [...this.#watch.collected],
    };
    const content = JSON.stringify(file);
    if (content === this.#written) return;
    this.#written = content;
    this.#options.keep(content);
  }
}

function withKept(
  listed: AwayQuery,
  to: number,
  objects: readonly ObjectId[],
  actor: string | undefined,
): AwayQuery {
  const kept = objects.map((id) => [id, to] as const);
  const keptBy = actor === undefined ? [] : [[actor, to] as const];
  return { ...listed, kept: [...listed.kept, ...kept], keptBy: [...listed.keptBy, ...keptBy] };
}

function mutable({
  seen,
  how,
  kept,
  keptBy,
}: LeftOffKept): Pick<LeftOffFile, 'seen' | 'how' | 'kept' | 'keptBy'> {
  const pairs = (all: LeftOffKept['kept']): [string, number][] => all.map(([key, n]) => [key, n]);
  return { seen: { ...seen }, how, kept: pairs(kept), keptBy: pairs(keptBy) };
}

function parsed(text: string | null, unreadable: (error: unknown) => void): LeftOffFile | null {
  if (text === null) return null;
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (error) {
    unreadable(error);
    return null;
  }
}
