/** What a host is made with: where its project lies, what else the shell knows, and whom it tells. */
import type { Limits } from '#app/control-room/choices.ts';
import type { CopyView, StatusView } from '#app/control-room/index.ts';
import type { Orchestrator, OrchestratorOptions } from '#main/orchestrator/index.ts';
import type { Wishes } from './attending.ts';
import type { News } from './attention.ts';
import type { HostLog } from './log.ts';

export interface HostOptions {
  readonly userData: string;
  readonly packaged: boolean;
  readonly runtime: StatusView['runtime'];
  /** Null for the embedded default project. */
  readonly project?: ProjectOptions | null;
  /** What the person has set of the core's configuration, as it is when a core comes up. */
  readonly limits?: () => Partial<Limits>;
  /** Its engines and agents are made up, and its data is thrown away: the window says so on every screen. */
  readonly simulated?: boolean;
  /** A copy of a history, which lies in the ledger's folder: it is looked at, no door opens, and nothing is written. */
  readonly copy?: CopyView | null;
  /** What ended the life before this one, where that was a fault. */
  readonly fault: StatusView['fault'];
  readonly log: HostLog;
  /** There is something new for the window: ask for a batch when it can take one. */
  readonly onFeed: () => void;
  /** Cards that wait for the person: their count, and the newest one if it is new. */
  readonly onAttention: (count: number, newest: News | null) => void;
  /** Something worth knowing that asks nothing, for a person who looks elsewhere. */
  readonly onNews?: (news: News) => void;
  /** What the person has set about being called; left out for somebody who can always be. */
  readonly wishes?: () => Wishes;
  readonly onHalt: (halted: boolean) => void;
  /** A bug in the core: the process must not go on with this state. */
  readonly onFatal: (error: unknown) => void;
  /** Makes the core of each life, where it is not the plain one: a flight recorder of all that it is told and says. */
  readonly createCore?: (options: OrchestratorOptions) => Orchestrator;
}

export interface ProjectOptions {
  readonly folder: string;
  /** What its artist calls it; null where that is the name in its ledger. One that does not exist yet gets it there. */
  readonly name: string | null;
  /** Where other projects of this computer lie: one of them may be what this folder is a copy of. */
  readonly others: readonly string[];
}
