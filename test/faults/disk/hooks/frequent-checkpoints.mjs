// Loaded into every thread of a process (--import): checkpoints come after so many groups, so that a ledger small enough to
// be opened ten thousand times still has some of them.
import { Checkpointer } from '#main/ledger/checkpointer.ts';

const every = Number(process.env['CHECKPOINT_EVERY']);
let groups = 0;

Object.defineProperty(Checkpointer.prototype, 'due', {
  get() {
    groups += 1;
    return groups % every === 0;
  },
});
