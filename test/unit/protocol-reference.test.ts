/**
 * The reference page and the recorded frames are results of the code: they cannot drift from it.
 * After a change to the protocol: VIBESYNC_REGENERATE=1 npx vitest run --project unit test/unit/protocol-reference.test.ts
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adapterMessages, orchestratorMessages, parseAdapterMessage } from '#app/protocol/index.ts';
import { ASIDE, DECISIONS, GATEWAY_LIMITS, REVOCATIONS } from '#main/gateway/index.ts';
import { adapterExamples, orchestratorExamples, TRANSCRIPT } from '#main/gateway/reference-examples.ts';
import { protocolReference } from '#main/gateway/reference.ts';
import { BUSY_PATIENCE, DEFAULT_CONFIG, OFFER_VALUES_MAX, OFFERS_MAX } from '#main/orchestrator/index.ts';
import { parseStrictJson } from '#main/doors/index.ts';
import { recordedFrames } from '#test/protocol/record.ts';
import type { RecordedFrames } from '#test/protocol/record.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Those of the application. */
const FIGURES = {
  ...DEFAULT_CONFIG,
  busyPatience: BUSY_PATIENCE,
  offersPerSession: OFFERS_MAX,
  valuesPerOffer: OFFER_VALUES_MAX,
};
const REGENERATE = process.env['VIBESYNC_REGENERATE'] === '1';

function compareOrWrite(file: string, text: string): void {
  const path = resolve(ROOT, file);
  if (REGENERATE) writeFileSync(path, text);
  expect(readFileSync(path, 'utf8')).toBe(text);
}

describe('the protocol reference', () => {
  it('is what the schemas say', () => {
    compareOrWrite('assets/adapters/PROTOCOL.md', protocolReference(FIGURES));
  });

  it('has every message, and no link to nowhere', () => {
    const page = protocolReference(FIGURES);
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      (title as string)
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const type of [...Object.keys(adapterMessages), ...Object.keys(orchestratorMessages)])
      expect(headings).toContain(type);
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target as string);
    expect(links.length).toBeGreaterThan(60);
    for (const target of links) expect(headings).toContain(target);
    expect(page).not.toMatch(/undefined|\[object|NaN/);
  });

  it('shows only examples that the schemas take', () => {
    for (const [type, example] of Object.entries(adapterExamples)) {
      expect([
        type,
        adapterMessages[type as keyof typeof adapterMessages].safeParse(example).error?.message,
      ]).toEqual([type, undefined]);
    }
    for (const [type, example] of Object.entries(orchestratorExamples)) {
      expect([
        type,
        orchestratorMessages[type as keyof typeof orchestratorMessages].safeParse(example).error?.message,
      ]).toEqual([type, undefined]);
    }
    for (const line of TRANSCRIPT) {
      if ('remark' in line) continue;
      const schemas: Record<string, { safeParse(value: unknown): { success: boolean } }> =
        line.from === 'adapter' ? adapterMessages : orchestratorMessages;
      expect(schemas[line.frame.type]?.safeParse(line.frame).success).toBe(true);
    }
  });

  it('lists every code with which the orchestrator ends a session', () => {
    const folder = resolve(ROOT, 'main/orchestrator');
    const sources = readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(resolve(folder, file), 'utf8'));
    const calls = sources.flatMap((source) =>
      [...source.matchAll(/\brevoke\(\s*(?:this\.)?core,\s*\w+,\s*reason\(([^,]*),/g)].map(
        ([, code]) => code as string,
      ),
    );
    const codes = calls.flatMap((code) =>
      [...code.matchAll(/'([a-z_]+)'/g)].map(([, each]) => each as string),
    );
    expect(codes).toContain('wrong_turn');
    const unlisted = codes.filter((code) => !Object.hasOwn(REVOCATIONS, code));
    expect(unlisted, 'each belongs into REVOCATIONS of main/gateway/codes.ts').toEqual([]);
  });
});

/** What the core says of sessions, requests and agents alone: no edit of an engine ends with it. */
const NOT_OF_EDITS = new Set([
  'agent_revoked',
  'agents_paused',
  'already_approved',
  'another_kind',
  'asked',
  'asks_alone',
  'came_back',
  'elsewhere',
  'ended',
  'file_changed_since',
  'file_not_taken',
  'foreign_project',
  'history_behind_receipt',
  'holds_others',
  'let_go',
  'no_conflict',
  'no_name',
  'not_alike',
  'not_linked',
  'not_on_shelf',
  'not_waiting',
  'not_written',
  'nothing_to_take',
  'open_twice',
  'other_kind',
  'permission_over',
  'reason_required',
  'restarted',
  'time_over',
  'too_many',
  'too_many_rules',
  'too_many_waiting',
  'under_hands',
  'under_way',
  'unknown_facet',
  'used_too_often',
  'used_up',
  'withdrawn',
]);

describe('what `decided` may say', () => {
  const codes = (folder: string, calls: RegExp): string[] =>
    readdirSync(resolve(ROOT, folder))
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...readFileSync(resolve(ROOT, folder, file), 'utf8').matchAll(calls)])
      .flatMap(([, code]) => [...(code ?? '').matchAll(/'([a-z_]+)'/g)].map(([, each]) => each as string));

  it('is all on the page: every code that the core has is there, or known to be about something else', () => {
    const found = new Set([
      ...codes('main/orchestrator', /\b(?:reason|rejected)\(\s*([^,]*),/g),
      ...codes('main/orchestrator', /\bcode: ([^,\n]*)/g),
      ...codes('app/scene', /\brefuse\(\s*([^,]*),/g),
    ]);
    expect(found.size).toBeGreaterThan(80);
    const listed = { ...DECISIONS, ...ASIDE, ...REVOCATIONS };
    const unlisted = [...found].filter((code) => !Object.hasOwn(listed, code) && !NOT_OF_EDITS.has(code));
    expect(unlisted, 'each belongs into DECISIONS or ASIDE of main/gateway/codes.ts').toEqual([]);
    expect([...NOT_OF_EDITS].filter((code) => Object.hasOwn(listed, code) || !found.has(code))).toEqual([]);
  });
});

describe('the recorded frames', () => {
  it('are what the examples give', () => {
    compareOrWrite('test/protocol/frames.json', `${JSON.stringify(recordedFrames(), null, 2)}\n`);
  });

  const frames = recordedFrames();

  it('have valid and invalid ones of every type, in both directions', () => {
    for (const [direction, schemas] of [
      ['to_orchestrator', adapterMessages],
      ['to_adapter', orchestratorMessages],
    ] as const) {
      for (const type of Object.keys(schemas)) {
        const of = frames[direction].filter((each) => each.type === type);
        expect([type, of.some(({ code }) => code === null), of.some(({ code }) => code !== null)]).toEqual([
          type,
          true,
          true,
        ]);
      }
    }
  });

  it('are taken or refused with the code that stands beside them', () => {
    const verdicts = (direction: keyof RecordedFrames, known: object, parse: (value: unknown) => boolean) =>
      frames[direction].map(({ name, text }) => {
        const strict = parseStrictJson(text, GATEWAY_LIMITS);
        if (!strict.ok) return [name, strict.code];
        const type = (strict.value as { type?: unknown } | null)?.type;
        if (typeof type !== 'string' || !Object.hasOwn(known, type)) return [name, 'unknown_message'];
        return [name, parse(strict.value) ? null : 'invalid_message'];
      });
    const expected = (direction: keyof RecordedFrames) =>
      frames[direction].map(({ name, code }) => [name, code]);
    expect(verdicts('to_orchestrator', adapterMessages, (value) => parseAdapterMessage(value).ok)).toEqual(
      expected('to_orchestrator'),
    );
    const parseOther = (value: unknown): boolean => {
      const { type } = value as { type: keyof typeof orchestratorMessages };
      return orchestratorMessages[type].safeParse(value).success;
    };
    expect(verdicts('to_adapter', orchestratorMessages, parseOther)).toEqual(expected('to_adapter'));
  });
});
