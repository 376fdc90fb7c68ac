/** The rows about engines: a drag, a first sync, the parity audit. Pure. */
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import { AUDITED_ENGINES } from './audit-cost.ts';
import type { AuditFigures } from './audit-cost.ts';
import { DRAG_OBJECTS } from './drag.ts';
import type { DragFigures, WayFigures } from './drag.ts';
import type { SyncedFigures } from './first-sync.ts';
import { GOALS } from './goals.ts';
import type { Turn } from './engine.ts';
import type { MoveSpans } from './move-spans.ts';
import { rowNotMeasured } from './rows.ts';
import { median, quantile } from './statistics.ts';
import { figure } from './table.ts';
import type { BlenderTurn } from './blender-engine.ts';
import type { TurnFigures } from './turn-cost.ts';
import type { Row } from './table.ts';

const MICROSECONDS_A_MILLISECOND = 1_000;
const MILLISECONDS_A_SECOND = 1_000;

export function rowsOfDrag({ vertices, between, file, withUnity }: DragFigures): Row[] {
  const scene = `${DRAG_OBJECTS} meshes of ${vertices} vertices`;
  const p50 = quantile(
    between.spans.map(({ totalMs }) => totalMs),
    0.5,
  );
  return [
    ...rowsOfWay(between, scene),
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
    ...withUnity.flatMap((way) =>
      rowsOfWay(way, `${scene} in Blender, a simulated scene around Unity’s core`),
    ),
  ];
}

function rowsOfWay({ engines, spans, references, turnIntervalsMs }: WayFigures, scene: string): Row[] {
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
        `${spans.length} moves one after the other, ${scene}; seen there after ${figure(of(({ appliedMs }) => appliedMs))} ms`,
        `of it waiting for the turns of the engines’ main threads ${figure(of(({ turnsMs }) => turnsMs))} ms (one every ${turnIntervalsMs.map(figure).join(' and ')} ms, without a window), adapters and sockets ${figure(of(({ enginesMs }) => enginesMs))} ms, host and disk ${figure(of(({ hostMs }) => hostMs))} ms`,
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
  ];
}

export function rowsOfFirstSync(figures: SyncedFigures): Row[] {
  const { objects, blenderMs, simulatedMs, unityMs, hostMs, bareMs, partedMs, repetitions } = figures;
  const blender: Row = {
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
  if (unityMs === null) return [blender];
  return [
    blender,
    {
      name: `first sync of ${figure(objects)} objects into Unity’s core`,
      measured: `${figure(unityMs)} ms`,
      reference: `an engine that only keeps what comes ${figure(simulatedMs)} ms`,
      ratio: unityMs / simulatedMs,
      ...GOALS.firstSync,
      notes: [
        `${figure((unityMs / objects) * MICROSECONDS_A_MILLISECOND)} µs an object; the scene around the core is simulated`,
      ],
    },
  ];
}

export function rowsOfAudit(figures: AuditFigures, obstacle: string | null): Row[] {
  const { objects, idleMs, auditedMs, partsPerSecond, roundSeconds, turns, unityTurns } = figures;
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
  return [
    host,
    rowOfTurns(
      'Blender’s main thread',
      'in a Blender with a window',
      turns,
      objects,
      obstacle ?? 'no window',
    ),
    rowOfTurns('Unity’s core', 'with a simulated scene', unityTurns, objects, 'no Mono'),
  ];
}

function rowOfTurns(
  whose: string,
  where: string,
  turns: readonly Turn[] | null,
  objects: number,
  obstacle: string,
): Row {
  const name = `turn of ${whose} with an audit, p95`;
  if (turns === null) return rowNotMeasured(name, obstacle);
  const cpuOf = (audits: boolean): number[] =>
    turns.filter((turn) => turn.audits === audits).map(({ cpu_ms }) => cpu_ms);
  const [withIt, without] = [cpuOf(true), cpuOf(false)];
  const p95 = quantile(withIt, 0.95);
  return {
    name,
    measured: `${figure(p95)} ms`,
    reference: `without one ${figure(quantile(without, 0.95))} ms`,
    ratio: p95,
    ...GOALS.turn,
    notes: [
      `processor time ${where}, ${figure(objects)} objects, ${withIt.length} such turns and ${without.length} others: p50 ${figure(median(withIt))} and ${figure(median(without))} ms, longest ${figure(quantile(withIt, 1))} and ${figure(quantile(without, 1))} ms`,
    ],
  };
}

/** Of each turn what is the add-on's own doing: no frame of the host, no collection of garbage. */
function ownMs(turns: readonly BlenderTurn[]): number[] {
  return turns.map(({ cpu_ms, frames_ms, collector_ms }) => cpu_ms - frames_ms - collector_ms);
}

export function rowsOfTurns({ objects, atRest, gestures }: TurnFigures): Row[] {
  const restMs = Math.max(...ownMs(atRest));
  return gestures.map(({ name, hand, settledMs, turns }) => {
    const own = ownMs(turns);
    const most = (part: (turn: BlenderTurn) => number): string => figure(Math.max(...turns.map(part)));
    return {
      name: `longest turn of Blender’s main thread, ${figure(objects)} objects: ${name}`,
      measured: `${figure(Math.max(...own))} ms`,
      reference: `at rest ${figure(restMs)} ms`,
      ratio: Math.max(...own),
      ...GOALS.turn,
      notes: [
        `processor time; p50 ${figure(median(own))}, p99 ${figure(quantile(own, 0.99))} ms of ${figure(turns.length)} turns, told and decided within ${figure(settledMs)} ms`,
        `not in it, longest in a turn: frames of the host ${most(({ frames_ms }) => frames_ms)} ms, Python’s collector ${most(({ collector_ms }) => collector_ms)} ms; before the turns, Blender itself ${figure(hand.blender_ms)} ms, of it the add-on’s handlers ${figure(hand.heard_ms)} ms`,
      ],
    };
  });
}
