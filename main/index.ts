/** The main process: the host (its ledger's lock before any port), and the shell around it. */
import { app } from 'electron';
import type { Reason } from '#app/intents/index.ts';
import { createHandlers, prepareHost } from './host/index.ts';
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
  const pump = feedOncePerFrame(() => shell);
  const prepared = prepareHost({
    userData: app.getPath('userData'),
    packaged: app.isPackaged,
    runtime: { electron: process.versions.electron ?? '', app: app.getVersion() },
    log,
    onFeed: () => pump(host),
    onAttention: (count, newest) => {
      shell?.setBadge(count);
      if (newest !== null) shell?.notify(newest);
    },
    onHalt: (halted) => shell?.setHalted(halted),
    onFatal: fatal,
  });
  if (!prepared.ok) return notStarted(prepared.reason, null);
  const { host } = prepared;
  const starting = host.start();
  if (!headless) shell = await openWindow(host, () => pump(host));
  const problem = await starting;
  if (problem !== null) return notStarted(problem, shell);
  log({
    level: 'info',
    what: 'ready',
    detail: {
      endpoint: host.gateway.endpoint,
      agents: host.agentsDoor.url,
      revision: host.orchestrator.core.durable.revision,
    },
  });
  if (headless) runHeadless(host);
}

/** The window opens while the host starts: its page is loaded meanwhile, and waits for what it shows. */
async function openWindow(host: Host, onFeedReady: () => void): Promise<Shell> {
  const launcher = createEngineLauncher({ ...enginePaths(), log });
  const shell = await createShell({
    paths: shellPaths(),
    handlers: createHandlers(
      host,
      launcher,
      async () => (await shell.chooseFolder(UNITY_PROJECT_QUESTION)) ?? null,
    ),
    onOverride: (by) => host.override(by),
    onAttach: () => undefined,
    onFeedReady,
    onOpenCard: (card) => host.openCard(card),
    onShortcutChange: (status) => host.setShortcut(status),
    isAtRisk: () => host.isAtRisk(),
    onAsking: (asking) => host.askToLeave(asking),
    onQuit: () => host.close(),
    log,
  });
  host.setShortcut(shell.shortcutStatus());
  shell.setHalted(host.isHalted());
  shell.showFirstWindow();
  return shell;
}

/** A click that ends in nothing would be no answer: the system's own dialog says why. */
function notStarted(reason: Reason, shell: Shell | null): void {
  log({ level: 'error', what: 'not_started', detail: { ...reason } });
  shell?.giveUp();
  if (!headless) tellNotStarted(reason);
  app.exit(reason.code === 'locked' ? 3 : 1);
}

/** At most one batch a frame, and only when the window has finished the last one. */
function feedOncePerFrame(shell: () => Shell | null): (host: Host) => void {
  const FRAME_MS = 16;
  let scheduled = false;
  return (host) => {
    if (scheduled) return;
    scheduled = true;
    setTimeout(() => {
      scheduled = false;
      const room = shell();
      if (room === null || !room.feedReady()) return;
      const batch = host.takeBatch();
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
