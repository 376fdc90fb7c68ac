import { World } from './world.ts';
const from = Number(process.argv[2] ?? 1), to = Number(process.argv[3] ?? from), steps = Number(process.argv[4] ?? 500);
let bugs = 0; const t0 = performance.now(); const seen = new Map<string, number[]>(); let steps2=0;
for (let seed = from; seed <= to; seed++) {
  const world = new World({ seed, steps });
  const h = world.run();
  steps2 += h.events.filter(e => e.at==='step').length;
  const problems = h.events.flatMap((e) => e.at === 'bug' ? [e.what.split('\n').slice(0, from===to?12:3).join(' | ')] : e.at === 'heal' && (e.what === 'stuck' || e.what === 'not_committed') ? [`${e.what}: ${e.detail.slice(0,from===to?2000:100)}`] : []);
  for (const p of problems.slice(0, 1)) { const k = p.replace(/[0-9a-f]{8}-[0-9a-f-]+/g, 'ID').replace(/\d+/g,'#').slice(0, 300); seen.set(k, [...(seen.get(k) ?? []), seed]); }
  if (from===to) { console.log(h.log.filter(r=>r.kind==='commit').length,'commits', h.log.length,'records', h.events.length, 'events', world.schedule.nowMs, 'ms'); for (const p of problems) console.log(p);
   if (process.argv[5]) for (const [i,e] of h.events.entries()) console.log(i, JSON.stringify(e, (k,v)=> v instanceof Map ? `Map(${v.size})` : v instanceof Set ? [...v] : v).slice(0, Number(process.argv[5]))); }
}
for (const [k, s] of [...seen].sort((a,b)=>b[1].length-a[1].length)) console.log(s.length, s.slice(0,6).join(','), k);
console.log(((performance.now()-t0)/(to-from+1)).toFixed(1), 'ms per seed', steps2);
