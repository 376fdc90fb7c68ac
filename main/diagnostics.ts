/** What somebody who helps may be given: versions, settings, how the log and the connections are, and what was logged last. */
import os from 'node:os';
import process from 'node:process';
import type { Host } from './host/index.ts';
import { viewSessions } from './orchestrator/index.ts';

/** Lines of the log; each is one event. */
const LINES_MAX = 2_000;

export interface KeptLines {
  keep(line: string): void;
  kept(): readonly string[];
}

/** The newest lines of the log. */
export function keepLines(most = LINES_MAX): KeptLines {
  let lines: string[] = [];
  return {
    keep(line) {
      lines.push(line);
      if (lines.length >= 2 * most) lines = lines.slice(-most);
    },
    kept: () => lines.slice(-most),
  };
}

interface Told {
  readonly lines: readonly string[];
  readonly settings: object;
  readonly host: Host | null;
}

/** As JSON. The log has no secret in it by its own rule; here the person's name goes out of paths as well. */
export function diagnosticsOf({ lines, settings, host }: Told, home = os.homedir()): string {
  const report = {
    versions: process.versions,
    system: { type: os.type(), release: os.release(), arch: process.arch, memoryBytes: os.totalmem() },
    settings,
    project: host?.isShown === true ? aboutProject(host) : null,
    log: lines.map((line) => JSON.parse(line) as unknown),
  };
  const escaped = JSON.stringify(home).slice(1, -1);
  return `${JSON.stringify(report, null, 2).replaceAll(escaped, '~')}\n`;
}

/** Counts and states: no name, no value and no word of a scene. */
function aboutProject({ orchestrator: { core }, ledger }: Host): object {
  return {
    ledger: { mode: ledger.mode, position: ledger.position, problem: ledger.problem?.code ?? null },
    revision: core.durable.revision,
    objects: core.durable.objects.size,
    sessions: viewSessions(core, () => null).map(({ engine, state, breaker }) => ({
      engine,
      state,
      breaker,
    })),
    conflicts: core.ahead.conflicts.size,
    isHalted: core.halt !== null,
  };
}
