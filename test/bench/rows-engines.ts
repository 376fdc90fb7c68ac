/** The rows about engines: a drag, a first sync, the parity audit. Pure. */
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import { AUDITED_ENGINES } from './audit-cost.ts';
import type { AuditFigures } from './audit-cost.ts';
import { DRAG_OBJECTS } from './drag.ts';
import type { DragFigures } from './drag.ts';
import type { SyncedFigures } from './first-sync.ts';
import { GOALS } from './goals.ts';
import type { MoveSpans } from './move-spans.ts';
import { rowNotMeasured } from './rows.ts';
import { median, quantile } from './statistics.ts';
import { figure } from './table.ts';
import type { Row } from './table.ts';

const MICROSECONDS_A_MILLISECOND = 1_000;
const MILLISECONDS_A_SECOND = 1_000;

export function rowsOfDrag({
  engines,
  vertices,
  spans,
  references,
  turnIntervalsMs,
  file,
}: DragFigures): Row[] {
  const of = (part: (each: MoveSpans) => number, q = 0.5): number => quantile(spans.map(part), q);
  const p50 = of(({ totalMs }) => totalMs);
  const p95 = of(({ totalMs }) => totalMs, 0.95);
  const roundTripsMs = 2 * references.roundTripMs + references.commitMs;
  const way = `drag in ${engines[0]} → confirmed, applied in ${engines[1]}`;
  return [
    {
      name: `${way}, p50`,
      measured: `${figure(p50)} ms`,
      reference: `2W + S1 + engines’ turns ${figure(roundTripsMs + of(({ turnsMs }) => turnsMs))} ms`,
      ratio: median(spans.map(({ totalMs, turnsMs }) => totalMs / (roundTripsMs + turnsMs))),
      ...GOALS.drag,
      notes: [
        `${spans.length} moves one after the other, ${DRAG_OBJECTS} meshes of ${vertices} vertices; seen there after ${figure(of(({ appliedMs }) => appliedMs))} ms`,
        `of it waiting for the turns of the engines’ main threads ${figure(of(({ turnsMs }) => turnsMs))} ms (one every ${turnIntervalsMs.map(figure).join(' and ')} ms, without a window), add-ons and sockets ${figure(of(({ enginesMs }) => enginesMs))} ms, host and disk ${figure(of(({ hostMs }) => hostMs))} ms`,
      ],
    },
    {
      name: `${way}, p95`,
      measured: `${figure(p95)} ms`,
      reference: `p50 ${figure(p50)} ms`,
      ratio: p95 / p50,
      ...GOALS.drag,
      notes: [
        `without the waits for turns: p95 ${figure(of(({ totalMs, turnsMs }) => totalMs - turnsMs, 0.95))} ms`,
      ],
    },
    {
      name: 'the same move by .glb export and import, to ours',
      measured: `p50 ${figure(p50)} ms`,
      reference: `p50 ${figure(file.sceneMs)} ms`,
      ratio: file.sceneMs / p50,
      ...GOALS.overFile,
      notes: [
        `${file.repetitions} times, scripted, in the same two Blenders: ${DRAG_OBJECTS} spheres of ${vertices} vertices out ${figure(file.exportMs)} ms, in place of the last import ${figure(file.importMs)} ms; finding, switching and starting not counted`,
        `where only the moved object is taken: ${figure(file.aloneMs)} ms, ${figure(file.aloneMs / p50)} x ours`,
      ],
    },
  ];
}

export function rowOfFirstSync(figures: SyncedFigures): Row {
  const { objects, blenderMs, simulatedMs, hostMs, bareMs, partedMs, repetitions } = figures;
  return {
    name: `first sync of ${figure(objects)} objects into Blender`,
    measured: `${figure(blenderMs)} ms`,
    reference: `made by a bare script ${figure(bareMs)} ms`,
    ratio: blenderMs / bareMs,
    ...GOALS.firstSync,
    notes: [
      `${figure((blenderMs / objects) * MICROSECONDS_A_MILLISECOND)} µs an object, ${repetitions} times; a simulated engine takes ${figure(simulatedMs)} ms, and the host’s processors ${figure(hostMs)} ms for it`,
      `the script takes ${figure(partedMs)} ms where Blender evaluates after each ${PROTOCOL_LIMITS.patchPart} objects, as patches come: it builds its whole dependency graph anew each time`,
    ],
  };
}

export function rowsOfAudit(figures: AuditFigures, obstacle: string | null): Row[] {
  const { objects, idleMs, auditedMs, partsPerSecond, roundSeconds, turns } = figures;
  const costMs = auditedMs - idleMs;
  const host: Row = {
    name: `host’s processor for the audit, ${figure(objects)} objects, in % of a core`,
    measured: `${figure(auditedMs)} ms/s`,
    reference: `not audited ${figure(idleMs)} ms/s`,
    ratio: (costMs / MILLISECONDS_A_SECOND) * 100,
    ...GOALS.audit,
    notes: [
      `${AUDITED_ENGINES} engines at rest: ${figure(partsPerSecond)} questions a second each, ${figure(costMs / (partsPerSecond * AUDITED_ENGINES))} ms a question; a round takes ${figure(roundSeconds)} s at this rate`,
    ],
  };
  const name = 'turn of Blender’s main thread with an audit, p95';
  if (turns === null) return [host, rowNotMeasured(name, obstacle ?? 'no window')];
  const cpuOf = (audits: boolean): number[] =>
    turns.filter((turn) => turn.audits === audits).map(({ cpu_ms }) => cpu_ms);
  const [withIt, without] = [cpuOf(true), cpuOf(false)];
  const p95 = quantile(withIt, 0.95);
  return [
    host,
    {
      name,
      measured: `${figure(p95)} ms`,
      reference: `without one ${figure(quantile(without, 0.95))} ms`,
      ratio: p95,
      ...GOALS.turn,
      notes: [
        `processor time in a Blender with a window, ${figure(objects)} objects, ${withIt.length} such turns and ${without.length} others: p50 ${figure(median(withIt))} and ${figure(median(without))} ms, longest ${figure(Math.max(...withIt))} and ${figure(Math.max(...without))} ms`,
      ],
    },
  ];
}
