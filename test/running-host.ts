/** The real host without a window, for tests: a fault of the core fails the test that started it. */
import { prepareHost } from '#main/host/index.ts';
import type { Host } from '#main/host/index.ts';
import { recordedWhereKept } from './faults/model/recording.ts';

export type Told = Partial<
  Pick<
    Parameters<typeof prepareHost>[0],
    'onFeed' | 'onAttention' | 'onNews' | 'onHalt' | 'createCore' | 'log' | 'copy' | 'wishes'
  >
>;

/** @param beforeStart what is done to it while its ledger is not open yet */
export async function runningHost(
  userData: string,
  told: Told = {},
  beforeStart: (host: Host) => void = () => undefined,
): Promise<Host> {
  const prepared = prepareHost({
    userData,
    packaged: false,
    runtime: { electron: '', app: 'test' },
    fault: null,
    log: () => undefined,
    onFeed: () => undefined,
    onAttention: () => undefined,
    onHalt: () => undefined,
    onFatal: (error) => {
      throw error;
    },
    ...recordedWhereKept(),
    ...told,
  });
  if (!prepared.ok) throw new Error(prepared.reason.message);
  const { host } = prepared;
  const starting = host.start();
  beforeStart(host);
  const reason = await starting;
  if (reason !== null) throw new Error(reason.message);
  return host;
}
