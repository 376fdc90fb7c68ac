import { judge } from './checkers/index.ts';
import { trace } from './trace.ts';
import { World } from './world.ts';
const from = Number(process.argv[2] ?? 1),
  to = Number(process.argv[3] ?? from),
  steps = Number(process.argv[4] ?? 500);
const t0 = performance.now();
const seen = new Map<string, number[]>();
let judging = 0;
for (let seed = from; seed <= to; seed++) {
  const world = new World({ seed, steps });
  const h = world.run();
  const t1 = performance.now();
  const { findings } = judge(h);
  judging += performance.now() - t1;
  const gs = new Set<string>();
  for (const f of findings) {
    if (gs.has(f.guarantee)) continue;
    gs.add(f.guarantee);
    const key =
      `${f.guarantee} ` +
      f.problem
        .split('\n')
        .slice(0, 2)
        .join(' | ')
        .replace(/[0-9a-f]{8}-[0-9a-f-]+/g, 'ID')
        .replace(/\d+/g, '#')
        .slice(0, 130);
    seen.set(key, [...(seen.get(key) ?? []), seed]);
  }
  if (from === to) {
    console.log(
      h.log.filter((r) => r.kind === 'commit').length,
      'commits',
      h.log.length,
      'records',
      h.events.length,
      'events',
      world.schedule.nowMs,
      'ms',
    );
    for (const f of findings) console.log(f.guarantee, f.problem.slice(0, 1500));
    if (process.argv[5] !== undefined) for (const line of trace(h)) console.log(line.slice(0, 6000));
  }
}
for (const [k, s] of [...seen].sort((a, b) => b[1].length - a[1].length))
  console.log(s.length, s.slice(0, 6).join(','), k);
console.log(
  ((performance.now() - t0) / (to - from + 1)).toFixed(1),
  'ms per seed, judging',
  (judging / (to - from + 1)).toFixed(1),
);
