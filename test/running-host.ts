/** The real host without a window, for tests: a fault of the core fails the test that started it. */
import { startHost } from '#main/host/index.ts';
import type { Host } from '#main/host/index.ts';

export type Told = Partial<Pick<Parameters<typeof startHost>[0], 'onFeed' | 'onHalt' | 'createCore'>>;

export async function runningHost(userData: string, told: Told = {}): Promise<Host> {
  const started = await startHost({
    userData,
    packaged: false,
    runtime: { electron: '', app: 'test' },
    log: () => undefined,
    onFeed: () => undefined,
    onAttention: () => undefined,
    onHalt: () => undefined,
    onFatal: (error) => {
      throw error;
    },
    ...told,
  });
  if (!started.ok) throw new Error(started.reason.message);
  return started.host;
}
