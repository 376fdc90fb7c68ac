import { FAULTS } from './faults/faults.ts';
import { tryFault } from './faults/try-fault.ts';
for (const fault of FAULTS) {
  if (!new RegExp(process.argv[2]).test(fault.name)) continue;
  const { seed, problem, also, control } = tryFault(fault, 500);
  console.log(fault.name, '|', seed, '|', problem, '|', also.join(), '|', control.join());
}
