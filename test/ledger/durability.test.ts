import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import type { Counters } from '#main/ledger/index.ts';
import { makePlace } from './rig.ts';
import type { Place } from './rig.ts';
import { runWriter } from './processes.ts';
import type { Writer } from './processes.ts';
import { confirmedTooSoon, isSync, readSystemCalls } from './system-calls.ts';
import type { SystemCall } from './system-calls.ts';

const INTENTS = 200;

async function traced(
  hooks: readonly 'weak-sync'[],
  place: Place = makePlace(),
): Promise<{ writer: Writer; calls: SystemCall[] }> {
  const trace = path.join(place.root, 'trace');
  const under = [
    'strace',
    '-f',
    '--seccomp-bpf',
    '-y',
    '-e',
    'trace=write,pwrite64,fsync,fdatasync',
    '-o',
    trace,
  ];
  const writer = await runWriter({ place, mode: 'serial', count: INTENTS, hooks, under });
  expect(writer.errors).toBe('');
  return { writer, calls: readSystemCalls(trace) };
}

/** The calls between two of the writer's own lines. */
function between(calls: readonly SystemCall[], from: string, to: string): SystemCall[] {
  const said = (text: string): number =>
    calls.findIndex((call) => call.call === 'write' && call.text.startsWith(text));
  expect(said(from)).toBeGreaterThanOrEqual(0);
  expect(said(to)).toBeGreaterThan(said(from));
  return calls.slice(said(from), said(to));
}

describe('what the kernel saw', () => {
  it('DUR-1: no confirmation leaves before the sync of its group, and every sync is accounted for', async () => {
    const { writer, calls } = await traced([]);
    expect(writer.confirmed).toHaveLength(INTENTS);
    expect(confirmedTooSoon(calls)).toEqual([]);
    const running = between(calls, 'open', 'closed');
    const syncs = running.filter(isSync);
    expect(syncs.length).toBeGreaterThanOrEqual(INTENTS);
    const told = writer.lines.find((line) => line.startsWith('closed '))?.slice('closed '.length) ?? '{}';
    const { groups, checkpoints, leases, flushes, records } = JSON.parse(told) as Counters;
    expect({ groups, leases, records }).toEqual({ groups: INTENTS, leases: 1, records: 2 * INTENTS + 1 });
    expect(groups + checkpoints + leases + flushes).toBe(syncs.length);
    shown({ ids: ['DUR-1'], how: 'what the kernel saw: no confirmation before its sync', runs: INTENTS });
  });

  it('R4: what a killed process wrote and nobody synced is synced before a new one opens with it', async () => {
    const place = makePlace();
    const killed = await runWriter({
      place,
      mode: 'stream',
      count: INTENTS,
      hooks: ['points'],
      environment: { KILL_AT: 'syncing:3' },
    });
    expect(killed.signal).toBe('SIGKILL');
    expect(fs.statSync(`${place.database}-wal`).size).toBeGreaterThan(0);
    const { calls } = await traced([], place);
    const opened = calls.findIndex(({ call, text }) => call === 'write' && text.startsWith('open'));
    expect(opened).toBeGreaterThanOrEqual(0);
    const synced = calls.slice(0, opened).filter(isSync);
    expect(synced.map(({ file }) => path.relative(place.folder, file))).toEqual(
      expect.arrayContaining(['ledger.sqlite-wal', 'ledger.sqlite']),
    );
  });

  it('DUR-1: the same trace of a ledger that forgot FULL is caught (the negative control)', async () => {
    const { writer, calls } = await traced(['weak-sync']);
    expect(writer.confirmed).toHaveLength(INTENTS);
    expect(confirmedTooSoon(calls).length).toBeGreaterThan(INTENTS / 2);
    expect(between(calls, 'open', 'closed').filter(isSync).length).toBeLessThan(INTENTS / 2);
    const runs = confirmedTooSoon(calls).length;
    shown({ ids: ['DUR-1'], how: 'what the kernel saw of a ledger that forgot FULL', runs, control: true });
  });
});
