/** The timeline's rows of the table. Pure. */
import { GOALS } from './goals.ts';
import { figure } from './table.ts';
import type { Row } from './table.ts';
import type { FrameFigures, TimelineFigures } from './timeline.ts';

export function rowsOfTimeline({ questions, versions, pan, zoom }: TimelineFigures): Row[] {
  const changes = figure(questions.changes);
  const frames = (name: string, { frames: count, p50Ms, p95Ms, maxMs }: FrameFigures): Row => ({
    name: `frame while ${name} through ${changes} changes, p95`,
    measured: `${figure(p95Ms)} ms`,
    reference: 'absolute',
    ratio: p95Ms,
    ...GOALS.frame,
    notes: [
      `scripts, style, layout and painting of ${figure(count)} frames, without a GPU: p50 ${figure(p50Ms)} ms, longest ${figure(maxMs)} ms`,
    ],
  });
  return [
    {
      name: `a view of ${changes} changes, counted by lane and state, p95`,
      measured: `${figure(questions.p95Ms)} ms`,
      reference: 'absolute',
      ratio: questions.p95Ms,
      ...GOALS.counted,
      notes: [
        `p50 ${figure(questions.p50Ms)} ms, longest ${figure(questions.maxMs)} ms; p95 narrowed to one lane, kind and state ${figure(questions.filteredP95Ms)} ms, to one object ${figure(questions.objectP95Ms)} ms`,
      ],
    },
    {
      name: `the scene of any version of ${changes}, read from the history, p95`,
      measured: `${figure(versions.p95Ms)} ms`,
      reference: 'absolute',
      ratio: versions.p95Ms,
      ...GOALS.version,
      notes: [
        `4,096 objects and the 2,047 changes that lie on top of one kept whole: p50 ${figure(versions.p50Ms)} ms, longest ${figure(versions.maxMs)} ms`,
      ],
    },
    frames('panning', pan),
    frames('zooming', zoom),
  ];
}
