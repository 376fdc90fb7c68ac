import { simulate } from './simulate.ts';
import { addCoverage, noCoverage } from './coverage.ts';
const [from, to] = process.argv.slice(2).map(Number);
const c = noCoverage();
let bad = 0;
for (let seed = from; seed <= to; seed += 1) {
  const { findings, coverage } = simulate({ seed, steps: 500, without: new Set() });
  addCoverage(c, coverage);
  for (const { guarantee, problem } of findings.slice(0, 3)) console.log(seed, guarantee, problem);
  if (findings.length > 0) bad += 1;
}
console.log(bad, 'of', to - from + 1);
for (const k of Object.keys(c))
  if (/suggestion|free hand|rule|allowed|task|agents|approv/.test(k)) console.log(k, c[k]);
