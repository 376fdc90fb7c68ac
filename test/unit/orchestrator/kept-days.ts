/**
 * Days that real hosts had, kept: what their cores were told by real engines, people and a real disk, as a recording of such a
 * host has it (`test/faults/model`). The core is told the same again, and what it says and shows is compared turn by turn.
 */
import { hash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { deserialize, serialize } from 'node:v8';
import {
  DEFAULT_CONFIG,
  Orchestrator,
  viewFlights,
  viewHalt,
  viewInHands,
  viewMerges,
  viewPermissions,
  viewSessions,
  viewWaiting,
} from '#main/orchestrator/index.ts';
import type { ChangedEffect, Input } from '#main/orchestrator/index.ts';
import { entriesIn } from '#test/faults/model/recording.ts';
import type { Beginning, Entry, Turn } from '#test/faults/model/recording.ts';
import { textOf } from '#test/faults/model/text.ts';

export const DAYS = path.join(import.meta.dirname, 'days');

/** Of a digest, so many digits tell two texts apart. */
const DIGITS = 10;

/** What is kept of a turn: what was said is what the core is asked for anew. */
type KeptTurn = Omit<Turn, 'effects'>;
type Kept = Beginning | KeptTurn;

export function dayNames(): string[] {
  return fs
    .readdirSync(DAYS)
    .filter((file) => file.endsWith('.day'))
    .map((file) => path.basename(file, '.day'))
    .sort();
}

export function readDay(name: string): Kept[] {
  return deserialize(gunzipSync(fs.readFileSync(path.join(DAYS, `${name}.day`)))) as Kept[];
}

/** @param recordings files that recording hosts wrote, as they follow each other */
export function keepDay(name: string, recordings: readonly string[]): void {
  const kept = recordings
    .flatMap((file) => entriesIn(file))
    .map((entry: Entry): Kept => {
      if (entry.is === 'beginning') return entry;
      const { effects: _said, input, ...rest } = entry;
      return { ...rest, input: input === null ? null : withToken(input) };
    });
  fs.writeFileSync(path.join(DAYS, `${name}.day`), gzipSync(serialize(kept), { level: 9 }));
}

/** A recording has names in place of tokens; frames are checked, and want the form of one. */
function withToken(input: Input): Input {
  return input.in === 'connected' ? { ...input, token: hash('sha256', input.token) } : input;
}

/**
 * The day again, a line a turn: what was told, a digest of all that was said, and one of all that the window was told to draw
 * anew.
 * @param onLine gets each as it comes, so that a difference need not be carried to the end of the day
 */
export function retell(day: readonly Kept[], onLine: (line: string) => void): void {
  let core: { readonly orchestrator: Orchestrator; readonly answers: Turn['verified'][number][] } | null =
    null;
  for (const entry of day) {
    if (entry.is === 'beginning') {
      core = begin(entry);
      onLine('# a life begins');
      continue;
    }
    if (core === null) throw new Error('A day begins with a core.');
    const { orchestrator, answers } = core;
    const { input, config, verified } = entry;
    if (config !== null) orchestrator.core.config = { ...DEFAULT_CONFIG, ...config };
    answers.push(...verified);
    const effects =
      input === null
        ? orchestrator.start()
        : orchestrator.step(asToday(fromHere(orchestrator, entry, input)));
    if (answers.length > 0) throw new Error('It did not ask whether a receipt is its own.');
    orchestrator.checkInvariants();
    const drawn = effects.flatMap((effect) => (effect.fx === 'changed' ? [effect.what] : []));
    const view = drawn.length === 0 ? '' : ` ${digestOf(drawn.map((what) => VIEWS[what](orchestrator)))}`;
    onLine(`${nameOf(entry)} ${digestOf(effects)}${view}`);
  }
}

/** A click on a refresh was for whatever stood there, before it said what that was. */
function asToday(input: Input): Input {
  if (input.in !== 'command' || input.command.do !== 'refresh_engine') return input;
  return { ...input, command: { kept: Infinity, ...input.command } };
}

/** Where more or fewer records are written than on that day, the disk is as far behind as it was, and what is decided or taken
 * is what it was: its name has the position of its record in front. */
function fromHere({ core }: Orchestrator, { written }: KeptTurn, input: Input): Input {
  const shift = core.ahead.position - written;
  if (input.in === 'durable') return { ...input, position: input.position + shift };
  if (input.in === 'ledger_failed') return { ...input, from: input.from + shift };
  if (input.in !== 'command') return input;
  const { shelf, conflicts, differing } = core.ahead;
  const here = [...shelf.keys(), ...conflicts.keys(), ...differing.keys()];
  const named = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(named);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, named(each)]));
    if (typeof value !== 'string' || !POSITIONED.test(value) || here.includes(value)) return value;
    const its = value.replace(POSITIONED, '');
    return here.findLast((each) => each.replace(POSITIONED, '') === its) ?? value;
  };
  return { ...input, command: named(input.command) as typeof input.command };
}

/** In front of a name: a UUID has eight digits before its first hyphen. */
const POSITIONED = /^\d{1,7}-/;

const VIEWS: Readonly<Record<ChangedEffect['what'], (orchestrator: Orchestrator) => unknown>> = {
  status: ({ core }) => [viewHalt(core), core.ledger, core.halt, core.highestNumber],
  flight: ({ core }) => viewFlights(core),
  sessions: ({ core }) => viewSessions(core, () => null),
  waiting: ({ core }) => viewWaiting(core),
  conflicts: ({ core }) => [...core.ahead.conflicts.values()],
  in_hands: ({ core }) => viewInHands(core),
  shelf: ({ core }) => [...core.ahead.shelf.values()],
  merges: ({ core }) => viewMerges(core),
  locks: ({ core }) => [...core.ahead.locks],
  permissions: ({ core }) => viewPermissions(core),
  checkpoints: ({ core }) => [...core.ahead.checkpoints.values()],
};

function begin({ options }: Beginning) {
  const answers: Turn['verified'][number][] = [];
  const orchestrator = new Orchestrator({
    ...options,
    // What there was no setting for yet is as ever.
    config: { ...DEFAULT_CONFIG, ...options.config },
    verifyReceipt: (receipt) => {
      const [text, isOurs] = answers.shift() ?? ['nothing', false];
      if (text !== textOf(receipt)) throw new Error(`It asks about ${textOf(receipt)}, not about ${text}.`);
      return isOurs;
    },
  });
  return { orchestrator, answers };
}

/** For a frame, the message's; for a click, the command's. */
function nameOf({ input }: KeptTurn): string {
  if (input === null) return 'start';
  if (input.in === 'frame') return input.message.type;
  return input.in === 'command' ? input.command.do : input.in;
}

function digestOf(value: unknown): string {
  return hash('sha256', textOf(value)).slice(0, DIGITS);
}
