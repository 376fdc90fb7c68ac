/** What a bench wants to know of the host's core beside its counts: when frames passed it, and when an engine is where. */
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import { machineMs } from './clock.ts';
import type { HostMoment } from './move-spans.ts';

export class HostWatch {
  /** Null until somebody wants to know: a run under load keeps none. */
  #moments: HostMoment[] | null = null;
  #waiting: { readonly wanted: OrchestratorMessage['type']; readonly tell: (session: string) => void }[] = [];
  /** Answers to the parity audit, in all. */
  audits = 0;

  input(input: Input): void {
    if (input.in !== 'frame') return;
    const { session, message } = input;
    if (message.type === 'observed' || message.type === 'applied') this.#note(message.type, session);
    else if (message.type === 'digests') this.audits += 1;
  }

  effect(effect: Effect): void {
    if (effect.fx !== 'send') return;
    const { session, message } = effect;
    if (message.type === 'adopt' || message.type === 'apply' || message.type === 'confirm')
      this.#note(message.type, session);
    const told = this.#waiting.filter(({ wanted }) => wanted === message.type);
    this.#waiting = this.#waiting.filter((each) => !told.includes(each));
    for (const { tell } of told) tell(session);
  }

  /** The next time that a frame of this type leaves: the session that it goes to. */
  next(wanted: OrchestratorMessage['type']): Promise<string> {
    return new Promise((tell) => {
      this.#waiting.push({ wanted, tell });
    });
  }

  /** The moments since the last call; the first call begins to keep them. */
  take(): HostMoment[] {
    const taken = this.#moments ?? [];
    this.#moments = [];
    return taken;
  }

  #note(what: HostMoment['what'], session: string): void {
    this.#moments?.push({ what, session, atMs: machineMs() });
  }
}
