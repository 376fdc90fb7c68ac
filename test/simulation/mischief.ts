/** Everything that can go wrong with the parts, and doing it. */
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';
import type { Shell } from './shell.ts';
import type { SimulatedEngine } from './simulated-engine.ts';

/** Kinds of trouble that a run can be told to leave out, to find which of them a failure needs. */
export const TROUBLES = [
  'network',
  'engine',
  'ledger',
  'restart',
  'sleep',
  'liar',
  'halt',
  'clicks',
  'agents',
  'edits',
  'bursts',
  'take_backs',
  'files',
  'greetings',
  'clumsy',
  'cards',
  'allowances',
  'dozens',
  'ghosts',
] as const;
export type Trouble = (typeof TROUBLES)[number];

export type Mischief =
  | 'reset'
  | 'half_open'
  | 'freeze'
  | 'crash_engine'
  | 'open_file'
  | 'busy'
  | 'drift'
  | 'save'
  | 'goodbye'
  | 'misbehave'
  | 'stall'
  | 'refuse'
  | 'unknown'
  | 'read_only'
  | 'crash'
  | 'close'
  | 'sleep';

const TROUBLE_OF: Readonly<Record<Mischief, Trouble>> = {
  reset: 'network',
  half_open: 'network',
  freeze: 'network',
  crash_engine: 'engine',
  open_file: 'engine',
  busy: 'engine',
  drift: 'engine',
  save: 'engine',
  goodbye: 'engine',
  misbehave: 'liar',
  stall: 'ledger',
  refuse: 'ledger',
  unknown: 'ledger',
  read_only: 'ledger',
  crash: 'restart',
  close: 'restart',
  sleep: 'sleep',
};

/** How often each comes, among those that a run has at all. */
const WEIGHTS: Readonly<Record<Mischief, number>> = {
  reset: 4,
  half_open: 4,
  freeze: 5,
  crash_engine: 3,
  open_file: 1,
  busy: 4,
  drift: 3,
  save: 3,
  goodbye: 1,
  misbehave: 0,
  stall: 3,
  refuse: 2,
  unknown: 2,
  read_only: 1,
  crash: 4,
  close: 2,
  sleep: 2,
};

/** Every run has its own mixture of trouble, so that rare kinds meet undiluted. Null where it has none. */
export function mixture(
  random: Random,
  allowed: (trouble: Trouble) => boolean,
): Readonly<Record<Mischief, number>> | null {
  const weights = { ...WEIGHTS };
  for (const [kind, trouble] of Object.entries(TROUBLE_OF) as [Mischief, Trouble][]) {
    if (!allowed(trouble) || random.chance(0.5)) weights[kind] = 0;
  }
  return Object.values(weights).every((weight) => weight === 0) ? null : weights;
}

export interface Scope {
  readonly engines: readonly SimulatedEngine[];
  readonly shell: Shell;
  readonly schedule: Schedule;
  /** Whether all is being made well again: what was still to go wrong does not happen any more. */
  readonly isHealing: () => boolean;
}

export function makeMischief(mischief: Mischief, scope: Scope, random: Random): void {
  const { schedule, shell } = scope;
  const engine = random.pick(scope.engines);
  const link = engine.session === null ? null : shell.linkOf(engine.session);
  switch (mischief) {
    case 'reset':
      return link?.reset('both');
    case 'half_open':
      return link?.reset(random.chance(0.5) ? 'adapter' : 'gateway');
    case 'freeze': {
      if (link === null) return;
      link.freeze(random.pick(['down', 'up', 'both']));
      return schedule.after(random.between(20, 1_500), () => link.thaw());
    }
    case 'crash_engine':
      engine.crash();
      return schedule.after(random.between(20, 400), () => engine.start());
    case 'open_file':
      engine.openFile('foreign');
      return schedule.after(random.between(50, 500), () => engine.openFile('saved'));
    case 'busy':
      return engine.becomeBusy(random.pick(['short', 'parked', 'hung']), random.between(20, 900));
    case 'drift':
      return engine.drift();
    case 'save':
      return engine.save();
    case 'goodbye':
      return engine.sayGoodbye();
    case 'misbehave':
      return engine.misbehave();
    case 'stall':
      return shell.ledger.stall(random.between(50, 1_000));
    case 'refuse':
    case 'unknown':
      return shell.ledger.trouble(mischief);
    case 'read_only':
      if (random.chance(0.5)) shell.ledger.trouble('read_only');
      else {
        shell.nextReadOnly = true;
        restart(scope, random);
      }
      return schedule.after(random.between(100, 500), () => {
        if (!scope.isHealing()) restart(scope, random);
      });
    case 'crash':
      return restart(scope, random);
    case 'close':
      shell.onClosed = () => schedule.after(random.between(5, 100), () => shell.start());
      return shell.close();
    case 'sleep':
      return shell.sleep(random.between(10_000, 8 * 3_600_000));
  }
}

function restart({ shell, schedule }: Scope, random: Random): void {
  shell.crash();
  schedule.after(random.between(5, 150), () => shell.start());
}
