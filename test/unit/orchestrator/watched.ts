/** Loaded before each file of unit tests: every step of a rig is held against what the orchestrator promises and says. */
import { watchRigs } from './bench-rig.ts';
import { checkHeldTogether } from './held-together.ts';
import { Owed } from './owed.ts';
import { Promises } from './promises.ts';
import { checkSaid, Shown } from './said.ts';

watchRigs((orchestrator) => {
  const shown = new Shown(orchestrator);
  const promises = new Promises(orchestrator);
  const owed = new Owed(orchestrator);
  return {
    check: (input, effects) => {
      checkSaid(effects);
      shown.check(effects);
      promises.check(input, effects);
      owed.check(input, effects);
      checkHeldTogether(orchestrator.core);
    },
  };
});
