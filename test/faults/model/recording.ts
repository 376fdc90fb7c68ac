/**
 * A flight recorder for the core of a real host: what it was made of, and each input with all that came of it, written
 * down in the very turn. It stands where the host makes its core, and changes nothing on its way.
 */
import fs from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Receipt } from '#app/ledger/index.ts';
import { Orchestrator } from '#main/orchestrator/index.ts';
import type {
  Effect,
  Input,
  OrchestratorConfig,
  OrchestratorOptions,
  SendEffect,
} from '#main/orchestrator/index.ts';
import { textOf } from './text.ts';

/** A core came into being, over what the ledger held then. */
export interface Beginning {
  readonly is: 'beginning';
  readonly options: Omit<OrchestratorOptions, 'verifyReceipt' | 'hashOf'>;
}

export interface Turn {
  readonly is: 'turn';
  /** Null for the start. */
  readonly input: Input | null;
  /** Position of the last record that had been appended before. */
  readonly written: number;
  /** Where it is another than before. */
  readonly config: OrchestratorConfig | null;
  /** What the shell was asked meanwhile, and its answers: only it has the key. */
  readonly verified: readonly (readonly [receipt: string, isOurs: boolean])[];
  /** The text of what was said. */
  readonly effects: string;
}

export type Entry = Beginning | Turn;

/** Keeps one more entry. */
type Keep = (entry: Entry) => void;
type Verified = Turn['verified'][number];

/** Tokens are in no recording (SEC-3): who was given one has its session's name in their place. */
const aliasOf = (session: string): string => `the token of ${session}`;
const OTHER_TOKEN = 'a token of somebody else';

class RecordedOrchestrator extends Orchestrator {
  readonly #keep: Keep;
  readonly #verified: Verified[];
  readonly #tokens = new Map<string, string>();
  #config: OrchestratorConfig;

  constructor(options: OrchestratorOptions, keep: Keep) {
    const verified: Verified[] = [];
    const verifyReceipt = (receipt: Receipt): boolean => {
      const isOurs = options.verifyReceipt(receipt);
      verified.push([textOf(receipt), isOurs]);
      return isOurs;
    };
    super({ ...options, verifyReceipt });
    this.#keep = keep;
    this.#verified = verified;
    this.#config = options.config;
  }

  override start(): Effect[] {
    return this.#turn(null, () => super.start());
  }

  override step(input: Input): Effect[] {
    return this.#turn(input, () => super.step(input));
  }

  #turn(input: Input | null, run: () => Effect[]): Effect[] {
    const { config } = this.core;
    const told = input === null ? null : this.#withoutToken(input);
    const written = this.core.ahead.position;
    const effects = run();
    this.#keep({
      is: 'turn',
      input: told,
      written,
      config: config === this.#config ? null : config,
      verified: this.#verified.splice(0),
      effects: textOf(effects.map((effect) => this.#withoutTokenIn(effect))),
    });
    this.#config = config;
    return effects;
  }

  #withoutToken(input: Input): Input {
    if (input.in !== 'connected') return input;
    this.#tokens.set(input.session, input.token);
    return { ...input, token: aliasOf(input.session) };
  }

  #withoutTokenIn(effect: Effect): Effect {
    if (effect.fx !== 'send' || effect.message.type !== 'welcome') return effect;
    const { session, message } = effect;
    const token = message.token === this.#tokens.get(session) ? aliasOf(session) : OTHER_TOKEN;
    return { ...effect, message: { ...message, token } } satisfies SendEffect;
  }
}

/** What the host is composed with so that `keep` gets everything. */
function recordedBy(keep: (bytes: Buffer) => void): (options: OrchestratorOptions) => Orchestrator {
  // In bytes at once: what was kept cannot change any more, and -0 stays what it is.
  const keepEntry: Keep = (entry) => keep(serialize(entry));
  return (options) => {
    const { verifyReceipt: _key, hashOf: _hash, ...rest } = options;
    keepEntry({ is: 'beginning', options: rest });
    return new RecordedOrchestrator(options, keepEntry);
  };
}

/** In memory: of all cores that a test's hosts make. */
export class Recording {
  readonly #kept: Buffer[] = [];
  readonly createCore = recordedBy((bytes) => this.#kept.push(bytes));

  get entries(): Entry[] {
    return this.#kept.map((bytes) => deserialize(bytes) as Entry);
  }

  /** Into the folder of recordings that are to be kept, where there is one. */
  keep(): void {
    const file = keptFile();
    if (file !== null) fs.writeFileSync(file, Buffer.concat(this.#kept.flatMap(framed)));
  }
}

/** What a host without a recorder of its own is composed with: one that writes to that folder, or none. */
export function recordedWhereKept(): {
  readonly createCore?: (options: OrchestratorOptions) => Orchestrator;
} {
  const file = keptFile();
  return file === null ? {} : { createCore: recordingInto(file) };
}

/** A new file in the folder that the variable names; null where no recordings are to be kept. */
function keptFile(): string | null {
  const folder = process.env['VIBESYNC_KEEP_DAYS'];
  return folder === undefined ? null : path.join(folder, `${process.hrtime.bigint()}.day`);
}

const LENGTH_BYTES = 4;

function framed(bytes: Buffer): Buffer[] {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}

/** In a file, which outlives the process. Every entry is one write; a kill may tear the last one, which is then none. */
export function recordingInto(file: string): (options: OrchestratorOptions) => Orchestrator {
  const descriptor = fs.openSync(file, 'a');
  // Behind the torn end of an earlier life nothing could be read.
  fs.ftruncateSync(descriptor, wholeEntries(fs.readFileSync(file)).length);
  return recordedBy((bytes) => fs.writeSync(descriptor, Buffer.concat(framed(bytes))));
}

/** @param file what several processes may have added to, one after the other */
export function entriesIn(file: string): Entry[] {
  const bytes = wholeEntries(fs.readFileSync(file));
  const entries: Entry[] = [];
  for (let at = 0; at < bytes.length;) {
    const from = at + LENGTH_BYTES;
    at = from + bytes.readUInt32BE(at);
    entries.push(deserialize(bytes.subarray(from, at)) as Entry);
  }
  return entries;
}

/** Without a last one of which only a part was written. */
function wholeEntries(bytes: Buffer): Buffer {
  let at = 0;
  while (at + LENGTH_BYTES <= bytes.length) {
    const next = at + LENGTH_BYTES + bytes.readUInt32BE(at);
    if (next > bytes.length) break;
    at = next;
  }
  return bytes.subarray(0, at);
}
