/** The main process: host first (its ledger's lock before any port or window), then the shell around it. */
import { app } from 'electron';
import { createHandlers, startHost } from './host/index.ts';
import type { Host, HostLog } from './host/index.ts';
import {
  createEngineLauncher,
  createShell,
  enginePaths,
  prepareShell,
  shellPaths,
  tellNotStarted,
} from './shell/index.ts';
import type { Shell } from './shell/index.ts';

const headless = app.commandLine.hasSwitch('headless') || process.argv.includes('--headless');

const UNITY_PROJECT_QUESTION = { title: 'Choose a Unity project', button: 'Install here' };

const log: HostLog = ({ level, what, detail }) => {
  process.stderr.write(`${JSON.stringify({ level, what, ...detail })}\n`);
};

function fatal(error: unknown): never {
  log({
    level: 'error',
    what: 'fatal',
    detail: { error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
  });
  // The ledger holds what was confirmed; an orderly end could only write what is not known to be right.
  process.exit(70);
}
process.on('uncaughtException', fatal);
process.on('unhandledRejection', fatal);

async function main(): Promise<void> {
  let shell: Shell | null = null;
  let host: Host | null = null;
  const pump = feedOncePerFrame(
    () => host,
    () => shell,
  );
  const started = await startHost({
    userData: app.getPath('userData'),
    packaged: app.isPackaged,
    runtime: { electron: process.versions.electron ?? '', app: app.getVersion() },
    log,
    onFeed: pump,
    onAttention: (count, newest) => {
      shell?.setBadge(count);
      if (newest !== null) shell?.notify(newest);
    },
    onHalt: (halted) => shell?.setHalted(halted),
    onFatal: fatal,
  });
  if (!started.ok) {
    log({ level: 'error', what: 'not_started', detail: { ...started.reason } });
    if (!headless) tellNotStarted(started.reason);
    app.exit(started.reason.code === 'locked' ? 3 : 1);
    return;
  }
  const running = started.host;
  host = running;
  log({
    level: 'info',
    what: 'ready',
    detail: {
      endpoint: running.gateway.endpoint,
      agents: running.agentsDoor.url,
      revision: running.orchestrator.core.durable.revision,
    },
  });
  if (headless) return runHeadless(running);

  const launcher = createEngineLauncher({ ...enginePaths(), log });
  const room = await createShell({
    paths: shellPaths(),
    handlers: createHandlers(
      running,
      launcher,
      async () => (await shell?.chooseFolder(UNITY_PROJECT_QUESTION)) ?? null,
    ),
    onOverride: (by) => running.override(by),
    onAttach: () => undefined,
    onFeedReady: pump,
    onOpenCard: (card) => running.openCard(card),
    onShortcutChange: (status) => running.setShortcut(status),
    isAtRisk: () => running.isAtRisk(),
    onAsking: (asking) => running.askToLeave(asking),
    onQuit: () => running.close(),
    log,
  });
  shell = room;
  running.setShortcut(room.shortcutStatus());
  room.setHalted(running.orchestrator.core.halt !== null);
  room.showFirstWindow();
}

/** At most one batch a frame, and only when the window has finished the last one. */
function feedOncePerFrame(host: () => Host | null, shell: () => Shell | null): () => void {
  const FRAME_MS = 16;
  let scheduled = false;
  return () => {
    if (scheduled) return;
    scheduled = true;
    setTimeout(() => {
      scheduled = false;
      const room = shell();
      if (room === null || !room.feedReady()) return;
      const batch = host()?.takeBatch() ?? null;
      if (batch !== null) room.pushFeed(batch);
    }, FRAME_MS);
  };
}

/** Orchestrator, ledger and sockets without a window, for CI and render nodes. A pairing code stands on the output. */
function runHeadless(host: Host): void {
  const { code, expiresInMs } = host.gateway.mintPairingCode();
  process.stdout.write(
    `${JSON.stringify({ url: host.gateway.endpoint, pairingCode: code, expiresInMs, agents: host.agentsDoor.url })}\n`,
  );
  const end = (): void => {
    host.close().then(() => app.exit(0), fatal);
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

if (headless || prepareShell()) {
  app.whenReady().then(main).catch(fatal);
} else {
  app.exit(0);
}
