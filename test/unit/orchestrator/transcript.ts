/** What an orchestrator was told, what it did and what it shows since, as text that a person can read: `>` begins an input,
 * `←` stands before what a connection is sent, `~` before what the window shows otherwise than before. */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import {
  viewFlights,
  viewHalt,
  viewInHands,
  viewMerges,
  viewSessions,
  viewWaiting,
} from '#main/orchestrator/index.ts';
import type { Effect, Input, Orchestrator } from '#main/orchestrator/index.ts';
import type { Rig } from './bench-rig.ts';

const UNTURNED = { rotation: [0, 0, 0, 1], scale: [1, 1, 1] };
const VISIBLE = { viewport: true, render: true };

/** Moves by itself, and says nothing of what happened. */
const LEFT_OUT = new Set(['latencyMs', 'comparedAgoMs', 'since', 'waitedMs']);

/** What the window could draw, by what it is about. */
type Picture = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Writes down everything from here on. */
export class Transcript {
  readonly #lines: string[] = [];
  #shown: Picture;

  constructor(rig: Rig) {
    const step = rig.step.bind(rig);
    this.#shown = shownBy(rig.orchestrator);
    rig.step = (input) => {
      const effects = step(input);
      const came = [...effectLines(effects), ...this.#changes(rig.orchestrator)];
      // Seconds in which nothing happens.
      if (came.length > 0 || (input.in !== 'tick' && !isHeartbeat(input)))
        this.#lines.push(lineOf(input), ...came);
      return effects;
    };
  }

  /** A heading for what follows. */
  note(words: string): void {
    this.#lines.push('', `# ${words}`);
  }

  /** Compares it with what was written down under this name. */
  async isAsBefore(name: string): Promise<void> {
    await expect(`${this.#lines.join('\n').trim()}\n`).toMatchFileSnapshot(`transcripts/${name}.txt`);
  }

  #changes(orchestrator: Orchestrator): string[] {
    const [before, after] = [this.#shown, shownBy(orchestrator)];
    this.#shown = after;
    const lines: string[] = [];
    for (const [about, now] of after) {
      const was = before.get(about);
      const changed = [...now].filter(([key, value]) => was?.get(key) !== value);
      if (changed.length > 0)
        lines.push(`  ~ ${about}: ${changed.map(([key, value]) => `${key} ${value}`).join(', ')}`);
    }
    for (const about of before.keys()) if (!after.has(about)) lines.push(`  ~ ${about} is gone`);
    return lines;
  }
}

function isHeartbeat(input: Input): boolean {
  return input.in === 'frame' && input.message.type === 'pong';
}

function lineOf({ in: what, ...told }: Input): string {
  if ('command' in told) return `> ${told.command.do} ${fields(told.command, 'do')}`;
  if ('message' in told && typeof told.message === 'object')
    return `> ${text(told.session)}: ${told.message.type} ${fields(told.message, 'type')}`;
  return `> ${what} ${fields(told)}`;
}

/** Left out are wake-ups, of which there is one after each step, and heartbeats. */
function effectLines(effects: readonly Effect[]): string[] {
  const changed = effects.flatMap((effect) => (effect.fx === 'changed' ? [effect.what] : []));
  return [
    ...effects.flatMap(linesOf),
    ...(changed.length > 0 && changed.join() !== 'sessions' ? [`  changed ${changed.join(', ')}`] : []),
  ];
}

function linesOf({ fx, ...rest }: Effect): string[] {
  if (fx === 'wake' || fx === 'changed') return [];
  if ('records' in rest) {
    const sync = rest.flush ? ', at once' : '';
    return rest.records.map((record) => `  write ${record.kind}${sync} ${fields(record, 'kind')}`);
  }
  if ('message' in rest && typeof rest.message === 'object') {
    const { type } = rest.message;
    return type === 'ping' ? [] : [`  ${text(rest.session)} ← ${type} ${fields(rest.message, 'type')}`];
  }
  // What it is about stands where it was handed in.
  return [`  ${fx} ${fields(rest, 'intent')}`];
}

function shownBy({ core }: Orchestrator): Picture {
  const shown = new Map<string, Map<string, string>>();
  const show = (about: string, view: object): void => {
    const entries = Object.entries(view).filter(([key]) => !LEFT_OUT.has(key));
    shown.set(about, new Map(entries.map(([key, value]) => [key, text(value)])));
  };
  for (const view of viewSessions(core, () => null)) show(text(view.session), view);
  for (const view of viewWaiting(core)) show(`card ${text(view.id)}`, view);
  for (const view of viewMerges(core)) show(`merge ${text(view.id)}`, view);
  for (const view of viewFlights(core)) show(`flight ${view.n}`, view);
  const { differing, waits, ended } = viewInHands(core);
  for (const view of differing) show(`differing ${text(view.id)}`, view);
  for (const view of waits) show(`waits for hands ${text(view.actor.id)}`, view);
  show('hands', { ended });
  const halt = viewHalt(core);
  if (halt !== null) show('hold', halt);
  return shown;
}

function fields(value: object, leftOut?: string): string {
  return Object.entries(value)
    .filter(([key, inner]) => key !== leftOut && inner !== null && !isDeepStrictEqual(inner, []))
    .map(([key, inner]) => `${key}: ${text(inner)}`)
    .join(', ');
}

function text(value: unknown): string {
  if (typeof value === 'string') return shortened(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  if ('translation' in value) {
    const { translation, ...rest } = value;
    if (isDeepStrictEqual(rest, UNTURNED)) return `at ${String(translation)}`;
  }
  if (isDeepStrictEqual(value, VISIBLE)) return 'visible';
  return `{${fields(value)}}`;
}

/** The ids of the tests by their number, of engines from `#e01` on; hashes and tokens by how they begin. */
function shortened(value: string): string {
  return value
    .replaceAll(/00000000-0000-4000-8000-0{0,11}([0-9a-f]+)/g, '#$1')
    .replaceAll(/\b([0-9a-f]{6})[0-9a-f]{58}\b/g, '$1…');
}
