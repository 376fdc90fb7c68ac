/**
 * The model is the pure core alone: no socket, no disk, no thread, no clock. It is given what the core of a real host was
 * given, and has to say the same, to the byte.
 */
import type { LedgerRecord } from '#app/ledger/index.ts';
import { Orchestrator } from '#main/orchestrator/index.ts';
import type { Effect } from '#main/orchestrator/index.ts';
import type { Beginning, Entry, Turn } from './recording.ts';
import { textOf } from './text.ts';

export interface Replay {
  readonly lives: number;
  readonly turns: number;
  /** The first thing that the model says otherwise; null when it says the same all the way. */
  readonly difference: string | null;
  /** Through which position the log was there before the first life. */
  readonly foundThrough: number;
  /** By position, what the model wanted in the log: where a life lost its end, the next one's stands there. */
  readonly log: ReadonlyMap<number, LedgerRecord>;
  /** Through which position the disk had said that all is safe. */
  readonly safeThrough: number;
}

/** Around a difference, so much of both texts is told. */
const TOLD_CHARACTERS = 300;

export function replay(entries: readonly Entry[]): Replay {
  const log = new Map<number, LedgerRecord>();
  let lives = 0;
  let turns = 0;
  let foundThrough: number | null = null;
  let safeThrough = 0;
  let difference: string | null = null;
  let model: Model | null = null;
  for (const entry of entries) {
    if (entry.is === 'beginning') {
      lives += 1;
      model = new Model(entry);
      foundThrough ??= entry.options.state.position;
      continue;
    }
    if (model === null) throw new Error('the recording has no beginning');
    turns += 1;
    const { effects, asked } = model.take(entry);
    const found = asked ?? differenceOf(entry, textOf(effects));
    if (found !== null) {
      difference = `life ${lives}, turn ${turns}: ${found}`;
      break;
    }
    for (const effect of effects) {
      if (effect.fx !== 'append') continue;
      effect.records.forEach((record, index) => log.set(effect.position + index, record));
    }
    if (entry.input?.in === 'durable') safeThrough = Math.max(safeThrough, entry.input.position);
  }
  return { lives, turns, difference, foundThrough: foundThrough ?? 0, log, safeThrough };
}

class Model {
  readonly #orchestrator: Orchestrator;
  #answers: Turn['verified'][number][] = [];
  #asked: string | null = null;

  constructor({ options }: Beginning) {
    // Without the shell's hash as well: the model's own has to come to the same.
    this.#orchestrator = new Orchestrator({
      ...options,
      verifyReceipt: (receipt) => {
        const [text, isOurs] = this.#answers.shift() ?? ['nothing', false];
        if (text !== textOf(receipt)) this.#asked ??= `it asks about ${textOf(receipt)}, not about ${text}`;
        return isOurs;
      },
    });
  }

  take({ input, config, verified }: Turn): {
    readonly effects: readonly Effect[];
    readonly asked: string | null;
  } {
    if (config !== null) this.#orchestrator.core.config = config;
    this.#answers = [...verified];
    const effects = input === null ? this.#orchestrator.start() : this.#orchestrator.step(input);
    if (this.#answers.length > 0) this.#asked ??= `it never asks about ${this.#answers[0]?.[0]}`;
    return { effects, asked: this.#asked };
  }
}

function differenceOf({ input, effects }: Turn, replayed: string): string | null {
  if (effects === replayed) return null;
  let at = 0;
  while (effects[at] === replayed[at]) at += 1;
  const from = Math.max(0, at - TOLD_CHARACTERS / 2);
  const part = (text: string): string => text.slice(from, from + TOLD_CHARACTERS);
  return `at ${textOf(input).slice(0, TOLD_CHARACTERS)}\nit was said: …${part(effects)}\nthe model says: …${part(replayed)}`;
}

/** What lies on the disk against what the model wanted there; null where that is the same, to the byte. */
export function diskDifference(
  { log, foundThrough, safeThrough }: Replay,
  disk: readonly { readonly position: number; readonly record: unknown }[],
): string | null {
  for (const { position, record } of disk) {
    if (position <= foundThrough) continue;
    const wanted = JSON.stringify(log.get(position));
    if (JSON.stringify(record) !== wanted)
      return `record ${position} is ${JSON.stringify(record)} on the disk, and ${wanted} in the model`;
  }
  const last = disk.at(-1)?.position ?? 0;
  return last < safeThrough ? `the disk ends at ${last}, and ${safeThrough} was safe` : null;
}
