/** The 3D view's rows of the table. Pure. */
import { GOALS } from './goals.ts';
import type { Act, SceneFigures, SceneFrames } from './scene.ts';
import { figure } from './table.ts';
import type { Row } from './table.ts';

const WORDS: Readonly<Record<Act, string>> = {
  orbit: 'turning the view of',
  pan: 'moving the view of',
  point: 'pointing at',
  select: 'selecting all and none of',
  'move one': 'moving one of',
  'move all': 'moving all of',
};

export function rowsOfScene({ objects, empty, crowd }: SceneFigures): Row[] {
  return (Object.keys(WORDS) as Act[]).map((act) => {
    const { frames, p50Ms, p95Ms, maxMs, apartMs } = crowd[act];
    const beside: SceneFrames | undefined = act === 'orbit' || act === 'pan' ? empty[act] : undefined;
    const times =
      beside === undefined ? '' : `; ${figure(p50Ms / beside.p50Ms)} times that of an empty scene at p50`;
    return {
      name: `a frame while ${WORDS[act]} ${figure(objects)} objects, p95`,
      measured: `${figure(p95Ms)} ms`,
      reference: beside === undefined ? 'absolute' : `an empty scene: ${figure(beside.p95Ms)} ms`,
      ratio: p95Ms,
      ...GOALS.frame,
      notes: [
        `scripts, style, layout and painting of ${figure(frames)} frames: p50 ${figure(p50Ms)} ms, longest ${figure(maxMs)} ms${times}`,
        `a frame came every ${figure(apartMs)} ms: the rest is the processor playing the graphics card${
          beside === undefined ? '' : `, which takes ${figure(beside.apartMs)} ms for an empty scene`
        }`,
      ],
    };
  });
}
