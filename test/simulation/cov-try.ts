import { simulate } from '/work/main/test/simulation/simulate.ts';
import { addCoverage, noCoverage } from '/work/main/test/simulation/coverage.ts';
const c = noCoverage();
for (let s = 1; s <= 400; s++) addCoverage(c, simulate({ seed: s, steps: 500 }).coverage);
for (const [k, v] of Object.entries(c)) console.log((v * 2.5).toFixed(0).padStart(7), k);
