/** Other readers of what somebody may have made: a history that was handed over, the list of projects, a project's name, and
 * the lines of a process without a window. */
import fs from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { requestSchemas } from '#app/control-room/index.ts';
import type { RequestName } from '#app/control-room/index.ts';
import { emptyDurableState, LEDGER_FORMAT, serialiseDurableState } from '#app/ledger/index.ts';
import type { DurableState, Receipt } from '#app/ledger/index.ts';
import { sceneObjectSchema } from '#app/protocol/index.ts';
import { checkBundle } from '#main/bundle/checking.ts';
import { BundleBytes, headerSchema, MAGIC } from '#main/bundle/format.ts';
import { BundleRefused } from '#main/bundle/reading.ts';
import { EMPTY_HEAD, frameGroup, recordsOf } from '#main/ledger/frames.ts';
import type { FramedGroup } from '#main/ledger/frames.ts';
import { foldStored } from '#main/ledger/opening.ts';
import { makeProjectFolder, nameIn } from '#main/projects/folders.ts';
import { openRegistry } from '#main/projects/registry.ts';
import { openConsole } from '#main/shell/console.ts';
import type { ShellHandlers } from '#main/shell/requests.ts';
import { budget, partSeed, shown } from '#test/evidence/index.ts';
import { nearlyValid } from '#test/hostile/mutations.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';
import { uuid } from '#test/unit/app/histories.ts';
import { recordExamples } from './record-examples.ts';
import { REQUEST_EXAMPLES } from './request-examples.ts';

const SEED = 2_026;
const BUNDLES = 1_000;
const LISTS = 400;
const LINES = 1_000;
const PARTS_LONG = 100;
const nothing = (): void => undefined;
const drawn = (part: number, numRuns: number): { numRuns: number; seed: number } => ({
  numRuns,
  seed: partSeed(SEED, part),
});

// ── A history in a file of its own ─────────────────────────────────────────────────────────────

/** As somebody makes it who knows the format: chain, receipt and seal fit whatever the records say. */
function forged(bodies: readonly string[], changeHeader: (json: string) => string = (json) => json): Buffer {
  const groups: FramedGroup[] = [];
  const state = emptyDurableState();
  let head = EMPTY_HEAD;
  let isFolded = true;
  for (const [index, json] of bodies.entries()) {
    const group = frameGroup(index + 1, [{ timeMs: 0, json }], head);
    head = group.head;
    groups.push(group);
    isFolded &&= folds(state, index + 1, json);
  }
  const ledger = typeof state.ledger === 'string' && state.ledger !== '' ? state.ledger : uuid(1);
  const n = isFolded ? state.revision : 0;
  const receipt: Receipt | null =
    n === 0 ? null : { ledger, n, head: head.toString('hex'), mac: '0'.repeat(64) };
  const bytes = new BundleBytes();
  const begin = bytes.begin(ledger, LEDGER_FORMAT, bodies.length, receipt);
  const json = Buffer.from(changeHeader(begin.subarray(MAGIC.length + 4).toString('utf8')));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([MAGIC, length, json, ...groups.map((group) => bytes.group(group)), bytes.end()]);
}

function folds(state: DurableState, position: number, json: string): boolean {
  return foldStored(state, position, json) === null;
}

interface Looked {
  readonly refused: BundleRefused | null;
  /** What the window would show of it. */
  readonly state: DurableState;
}

function look(file: string): Looked {
  const state = emptyDurableState();
  const take = (group: FramedGroup): void => {
    for (const { position, json } of recordsOf(group)) expect(foldStored(state, position, json)).toBeNull();
  };
  try {
    checkBundle(file, take, nothing);
    return { refused: null, state };
  } catch (error) {
    if (error instanceof BundleRefused) return { refused: error, state };
    throw error;
  }
}

const ofBodies = budget('adversary-bundle-bodies', 1, PARTS_LONG);

it.each(ofBodies.parts)(
  'DUR-2 SEC-1 a history whose chain fits and whose records are bent is refused by name, or is one that can be shown (part %i) (row 24)',
  (part) => {
    const file = path.join(temporaryFolder(), 'bent.vshistory');
    const [genesis, ...others] = recordExamples;
    const ofKind = (kind: string) => others.find((each) => each.kind === kind);
    const before = [genesis, ofKind('lease'), ofKind('begin')].map((record) => JSON.stringify(record));
    let refused = 0;
    let taken = 0;
    fc.assert(
      fc.property(nearlyValid(recordExamples), fc.integer({ min: 0, max: before.length }), (text, length) => {
        fs.writeFileSync(file, forged([...before.slice(0, length), text]));
        const found = look(file);
        if (found.refused !== null) {
          refused += 1;
          expect(found.refused.code).toMatch(/^bundle_(altered|contradicts)$/);
          expect(found.refused.message.length).toBeLessThan(2_048);
          return;
        }
        taken += 1;
        for (const object of found.state.objects.values())
          expect(sceneObjectSchema.safeParse(object)).toMatchObject({ success: true });
        expect(() => serialiseDurableState(found.state)).not.toThrow();
        expect(({} as Record<string, unknown>)['extra']).toBeUndefined();
      }),
      drawn(part, BUNDLES),
    );
    expect(refused).toBeGreaterThan(BUNDLES / 4);
    expect(taken).toBeGreaterThan(BUNDLES / 50);
    const how = 'histories to be handed over, forged with bent records';
    shown({ ids: ['DUR-2', 'SEC-1'], row: 24, how, runs: BUNDLES, part: ofBodies.named(part) });
    ofBodies.finish(part);
  },
);

const ofHeaders = budget('adversary-bundle-headers', 1, PARTS_LONG);

it.each(ofHeaders.parts)(
  'DUR-2 SEC-1 a history with a bent beginning is refused by name (part %i) (row 24)',
  (part) => {
    const file = path.join(temporaryFolder(), 'bent.vshistory');
    const bodies = [JSON.stringify(recordExamples[0])];
    let refused = 0;
    let header: unknown = null;
    fs.writeFileSync(
      file,
      forged(bodies, (json) => ((header = JSON.parse(json)), json)),
    );
    // Its seal is over the beginning too, and is not made again: whatever can be read of it is refused at the end.
    fc.assert(
      fc.property(nearlyValid([header]), (text) => {
        fs.writeFileSync(
          file,
          forged(bodies, () => text),
        );
        const found = look(file);
        if (found.refused === null) {
          expect(headerSchema.safeParse(JSON.parse(text))).toMatchObject({ success: true });
          expect(text).toBe(JSON.stringify(header));
          return;
        }
        refused += 1;
        expect(found.refused.code).toMatch(/^(bundle_(altered|contradicts|cut)|newer_bundle|not_a_bundle)$/);
      }),
      drawn(part, LISTS),
    );
    expect(refused).toBeGreaterThan(LISTS / 4);
    const how = 'histories to be handed over, with a bent beginning';
    shown({ ids: ['DUR-2', 'SEC-1'], row: 24, how, runs: LISTS, part: ofHeaders.named(part) });
    ofHeaders.finish(part);
  },
);

// ── Which projects there are ───────────────────────────────────────────────────────────────────

const ofLists = budget('adversary-projects', 1, PARTS_LONG);

it.each(ofLists.parts)(
  'SEC-1 the list of projects: a changed one is taken as it stands or set aside, and another can be kept (part %i) (row 24)',
  (part) => {
    const file = path.join(temporaryFolder(), 'projects.json');
    const project = {
      key: uuid(8),
      folder: '/projects/8',
      name: 'Courtyard',
      opened: '2026-01-02T03:04:05.678Z',
      versions: 4,
      problem: { code: 'missing', message: 'It is missing.', path: null },
      isListed: true,
    };
    const another = { ...project, key: uuid(9), folder: '/projects/9', problem: null };
    const valid = {
      version: 1,
      last: project.key,
      known: [project, { ...project, key: uuid(10), opened: null }],
    };
    let taken = 0;
    fc.assert(
      fc.property(nearlyValid([valid]), (text) => {
        fs.writeFileSync(file, text);
        const registry = openRegistry(file, nothing);
        if (registry.problem === null) {
          taken += 1;
          expect(registry.all()).toEqual((JSON.parse(text) as typeof valid).known);
        } else {
          expect(registry.all()).toEqual([]);
          expect(fs.readFileSync(`${file}.unreadable`, 'utf8')).toBe(text);
        }
        registry.keep(another);
        expect(openRegistry(file, nothing).find(another.key)).toEqual(another);
      }),
      drawn(part, LISTS),
    );
    expect(taken).toBeGreaterThan(LISTS / 100);
    expect(taken).toBeLessThan(LISTS / 2);
    const how = 'lists of projects that somebody changed';
    shown({ ids: ['SEC-1'], row: 24, how, runs: LISTS, part: ofLists.named(part) });
    ofLists.finish(part);
  },
);

const ofNames = budget('adversary-project-names', 1, PARTS_LONG);

it.each(ofNames.parts)(
  'SEC-1 the name of a project, beside it: a changed one is that name or none, and makes no folder elsewhere (part %i) (row 24)',
  (part) => {
    const folder = temporaryFolder();
    const parent = fs.realpathSync(temporaryFolder());
    let taken = 0;
    fc.assert(
      fc.property(nearlyValid([{ version: 1, name: 'Courtyard' }]), (text) => {
        fs.writeFileSync(path.join(folder, 'project.json'), text);
        const name = nameIn(folder, nothing);
        if (name === null) return;
        taken += 1;
        const said = JSON.parse(text) as { readonly name: string };
        expect({ ...said, name: said.name.trim() }).toEqual({ version: 1, name });
        const made = makeProjectFolder(parent, name, () => false);
        expect(path.dirname(made)).toBe(parent);
        expect(fs.readdirSync(parent)).toEqual([path.basename(made)]);
        fs.rmdirSync(made);
      }),
      drawn(part, LISTS),
    );
    expect(taken).toBeGreaterThan(LISTS / 100);
    expect(taken).toBeLessThan(LISTS);
    const how = 'names of projects that somebody changed';
    shown({ ids: ['SEC-1'], row: 24, how, runs: LISTS, part: ofNames.named(part) });
    ofNames.finish(part);
  },
);

// ── A process without a window ─────────────────────────────────────────────────────────────────

interface Handed {
  readonly name: string;
  readonly body: unknown;
}

interface Spoken {
  readonly answers: readonly { readonly asked: string; readonly line: number; readonly ok: boolean }[];
  readonly handed: readonly Handed[];
  readonly halts: number;
}

async function speak(text: string): Promise<Spoken> {
  const handed: Handed[] = [];
  let halts = 0;
  const handlers = Object.fromEntries(
    Object.keys(requestSchemas).map((name) => [
      name,
      (body: unknown) => {
        handed.push({ name, body });
        return Promise.resolve({ ok: true, value: {} });
      },
    ]),
  ) as unknown as ShellHandlers;
  const input = new PassThrough();
  const output = new PassThrough();
  openConsole({ input, output, handlers, onHalt: () => (halts += 1), log: nothing });
  const answers: Spoken['answers'][number][] = [];
  const expected = text.split('\n').filter((each) => each.trim() !== '').length;
  input.end(text);
  let begun = '';
  for await (const bytes of output.setEncoding('utf8')) {
    const [first = '', ...others] = String(bytes).split('\n');
    begun += first;
    for (const next of others) {
      answers.push(JSON.parse(begun) as Spoken['answers'][number]);
      begun = next;
    }
    if (answers.length >= expected) break;
  }
  return { answers, handed, halts };
}

const line = fc
  .constantFrom(...REQUEST_EXAMPLES)
  .chain(({ name, body }) =>
    fc.tuple(
      fc.constantFrom(name, name, name, '__proto__', 'toString', 'halt', `${name}\u2028`),
      nearlyValid([body]),
    ),
  )
  .map(([name, body]) => `${name} ${body}`);

const ofLines = budget('adversary-console', 1, PARTS_LONG);

it.each(ofLines.parts)(
  'SEC-1 AUTH-1 lines of a process without a window: each has one answer, and hands on what was said or nothing (part %i) (row 24)',
  async (part) => {
    const lines = fc.sample(line, drawn(part, LINES));
    const text = `${lines.join('\n')}\n`;
    const { answers, handed, halts } = await speak(text);
    const said = text.split('\n');
    const isAsked = (each: string): boolean => each.trim() !== '';
    expect(answers).toHaveLength(said.filter(isAsked).length);
    expect(new Set(answers.map((each) => each.line)).size).toBe(answers.length);
    for (const answer of answers) expect(said[answer.line - 1]?.trim().split(/\s/)[0]).toBe(answer.asked);
    expect(halts).toBe(said.filter((each) => /^\s*halt(?:\s|$)/.test(each)).length);
    // Each line hands on at most what it says.
    const sayings = new Map<string, unknown[]>();
    for (const each of said) {
      const [, name = '', rest = ''] = /^\s*(\S*)\s*(.*)$/s.exec(each) ?? [];
      const body = bodyOf(rest);
      if (body !== undefined) sayings.set(name, [...(sayings.get(name) ?? []), body]);
    }
    for (const { name, body } of handed) {
      expect(requestSchemas[name as RequestName].safeParse(body), name).toMatchObject({ success: true });
      expect(
        sayings.get(name)?.some((each) => isDeepStrictEqual(each, body)),
        name,
      ).toBe(true);
    }
    expect(handed.length).toBeGreaterThan(LINES / 20);
    const how = 'lines of a process without a window near to valid ones';
    shown({ ids: ['SEC-1', 'AUTH-1'], row: 24, how, runs: LINES, part: ofLines.named(part) });
    ofLines.finish(part);
  },
);

function bodyOf(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
