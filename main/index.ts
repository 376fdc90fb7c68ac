/** The main process: the host (its ledger's lock before any port), and the shell around it. */
import path from 'node:path';
import { app } from 'electron';
import type { CopyView, Done, Limits, Result } from '#app/control-room/index.ts';
import type { Reason } from '#app/intents/index.ts';
import { createHandlers, layOutCopy, NO_WINDOW, NOT_READY, onlyLooking, prepareHost } from './host/index.ts';
import type { Demo } from './demo/index.ts';
import { diagnosticsOf, keepLines } from './diagnostics.ts';
import type { HistoryFiles, Host, HostLog, Wishes } from './host/index.ts';
import { Projects, createOpenProjectHandlers, createProjectHandlers } from './projects/index.ts';
import {
  chooseFileToOpen,
  chooseFileToSave,
  copyToShow,
  DEMO_SWITCH,
  createEngineLauncher,
  createShell,
  enginePaths,
  mayStartAfter,
  noteFault,
  openConsole,
  openSettings,
  prepareShell,
  shellPaths,
  startAnew,
  takeFault,
  tellNotStarted,
  useDemoFolder,
} from './shell/index.ts';
import type { SettingsFile, Shell, ShellHandlers } from './shell/index.ts';

const headless = app.commandLine.hasSwitch('headless') || process.argv.includes('--headless');
/** Whether this is the simulated studio, whose data is thrown away; nothing of the real application's is touched then. */
const simulated = !headless && app.commandLine.hasSwitch(DEMO_SWITCH);

/** The copy of a history that this process only shows; it keeps nothing either. */
const shownCopy = headless || simulated ? null : copyToShow();
const thrownAway = simulated || shownCopy !== null;

/** A history that is opened faster than this is no news. */
const SHOWN_OPENING_AFTER_MS = 1_000;

const MINUTE_MS = 60_000;

/** Of the studio that everybody sees who did not ask for another one. */
const DEMO_SEED = 7;

const SIMULATED_TITLE = 'VibeSync · simulated studio';
const COPY_TITLE = 'VibeSync · copy, read-only';

const UNITY_PROJECT_QUESTION = { title: 'Choose a Unity project', button: 'Install here' };
/** Of the folder of the project to begin with. */
const PROJECT_SWITCH = '--project=';
const PROJECT_QUESTIONS = {
  open: { title: 'Open a project', button: 'Open' },
  new: { title: 'Where the new project’s folder is made', button: 'Make it here' },
} as const;

const lines = keepLines();
const log: HostLog = ({ level, what, detail }) => {
  const line = JSON.stringify({ level, what, ...detail });
  lines.keep(line);
  process.stderr.write(`${line}\n`);
};

if (thrownAway) useDemoFolder(log);

/** The project that is open in this process, and the way to another one, once there is one. */
let projects: Projects | null = null;
/** Who works in a simulated studio, once they do. */
let studio: Demo | null = null;
let dying = false;

/** The ledger holds what was confirmed; an orderly end could only write what is not known to be right. */
function fatal(error: unknown): void {
  log({
    level: 'error',
    what: 'fatal',
    detail: { error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
  });
  if (dying) return;
  dying = true;
  // Electron takes some turns of the event loop to end.
  projects?.abandon();
  noteFault(faultFolder(), error, log);
  // A render node's supervisor starts it anew by its own rules; of what is thrown away nothing is left to go on from.
  if (!headless && !thrownAway) startAnew();
  app.exit(70);
}

const faultFolder = (): string => path.join(app.getPath('userData'), 'faults');
process.on('uncaughtException', fatal);
process.on('unhandledRejection', fatal);
// Who read them may leave before this process does: what cannot be said there any more is no fault of its own.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

async function main(): Promise<void> {
  const fault = takeFault(faultFolder(), log);
  if (fault !== null && !headless && !mayStartAfter(fault)) return app.exit(0);
  const laidOut = shownCopy === null ? null : await layOutCopy(shownCopy, app.getPath('userData'));
  if (laidOut?.ok === false) return notStarted(laidOut.reason, null);
  const copy = laidOut?.copy ?? null;
  let shell: Shell | null = null;
  const pump = feedOncePerFrame(() => shell);
  const settings = openSettings(shellPaths().settings, log);
  const opening = new Projects({
    userData: app.getPath('userData'),
    folder: projectAtStart(),
    isOnly: headless || thrownAway,
    prepare: (project, isCurrent) =>
      prepareHost({
        userData: app.getPath('userData'),
        project,
        packaged: app.isPackaged,
        runtime: { electron: process.versions.electron ?? '', app: app.getVersion() },
        limits: () => settings.current().limits,
        wishes: () => wishesOf(settings),
        simulated,
        copy,
        fault,
        log,
        onFeed: pump,
        onAttention: (count, newest) => {
          if (!isCurrent()) return;
          shell?.setBadge(count);
          if (newest !== null) shell?.notify(newest);
        },
        onNews: (news) => (isCurrent() ? shell?.notify(news) : undefined),
        onHalt: (halted) => (isCurrent() ? shell?.setHalted(halted) : undefined),
        onFatal: fatal,
      }),
    onChange: () => shell?.loadAnew(),
    onHeld: () => shell?.setHalted(true),
    onLost: (reason) => notStarted(reason, shell),
    nowMs: Date.now,
    log,
  });
  projects = opening;
  const starting = opening.start();
  if (!headless) shell = await openWindow(opening, settings, copy, opened(starting), pump);
  const problem = await starting;
  // Whoever left meanwhile has heard enough.
  if (problem?.code === NOT_READY.code) return;
  if (problem !== null) return notStarted(problem, shell);
  if (copy !== null) return log({ level: 'info', what: 'copy_shown', detail: { head: copy.head } });
  const running = await opening.whenOpen();
  log({
    level: 'info',
    what: 'ready',
    detail: {
      endpoint: running.gateway.endpoint,
      agents: running.agentsDoor.url,
      revision: running.orchestrator.core.durable.revision,
    },
  });
  if (headless) runHeadless(opening, settings);
  if (simulated) await runStudio(running, shell);
}

/** Resolves when the project is open, or its opening takes so long that the window says so. */
function opened(starting: Promise<Reason | null>): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, SHOWN_OPENING_AFTER_MS);
    // A rejection ends the process elsewhere.
    void starting.then((problem) => (problem === null ? resolve() : undefined));
  });
}

/** The window opens while the host starts: its page is loaded meanwhile, and waits for what it shows. */
async function openWindow(
  opening: Projects,
  settings: SettingsFile,
  copy: CopyView | null,
  mayShow: Promise<void>,
  onFeedReady: () => void,
): Promise<Shell> {
  const handlers = handlersOf(opening, settings, () => shell);
  const open = async (project: string | null): Promise<void> => {
    const answer = await handlers.open_project({ project });
    if (answer.ok) return;
    const { name = '', folder = '' } = (project === null ? null : opening.find(project)) ?? {};
    opening.tell({ name, folder, reason: answer.reason });
  };
  const openFolder = async (folder: string): Promise<void> => {
    const taken = await opening.take(folder);
    if ('project' in taken) return open(taken.project.key);
    opening.tell({ name: path.basename(folder), folder, reason: taken.reason });
  };
  const shell: Shell = await createShell({
    paths: shellPaths(),
    settings,
    mayShow,
    handlers: simulated
      ? { ...handlers, launch_engine: onlySimulated, install_plugin: onlySimulated }
      : copy === null
        ? handlers
        : onlyLooking(handlers),
    simulated: thrownAway,
    ...(simulated ? { title: SIMULATED_TITLE } : copy === null ? {} : { title: COPY_TITLE }),
    // Nothing moves in a copy, so there is nothing that could be stopped.
    onOverride: (by) => (copy === null ? opening.override(by) : undefined),
    onAttach: () => undefined,
    onFeedReady,
    onOpenCard: (card) => opening.host?.openCard(card),
    onShortcutChange: (status) => opening.setShortcut(status),
    onStartedAgain: (words, from) => {
      const folder =
        words.find((word) => word.startsWith(PROJECT_SWITCH))?.slice(PROJECT_SWITCH.length) ?? '';
      if (folder !== '' && !opening.isOnly) void openFolder(path.resolve(from, folder));
    },
    onPresence: (presence) => opening.setPresence(presence),
    onSettingsChange: () => opening.host?.attention?.heedWishes(),
    onSettings: () => opening.host?.show('settings'),
    diagnostics: () =>
      diagnosticsOf({ lines: lines.kept(), settings: settings.current(), host: opening.host }),
    projects: opening.isOnly
      ? null
      : {
          onNew: () => opening.host?.show('new_project'),
          onOpen: () => void open(null),
          onRecent: (project) => void open(project),
        },
    // What exists only in a simulated engine is nobody's work.
    isAtRisk: () => !thrownAway && opening.host?.isAtRisk() === true,
    onAsking: (asking) => opening.host?.askToLeave(asking),
    onQuit: async () => {
      await studio?.stop();
      await opening.close();
    },
    log,
  });
  const listProjects = (): void =>
    shell.setProjects(opening.recent().map(({ key, name }) => ({ project: key, name })));
  opening.onListChange(listProjects);
  listProjects();
  opening.setShortcut(shell.shortcutStatus());
  shell.setHalted(opening.isHalted());
  shell.showFirstWindow();
  return shell;
}

/** What can be asked, by a click or by a line: about the open project, and about which one that is. */
function handlersOf(opening: Projects, settings: SettingsFile, shell: () => Shell | null): ShellHandlers {
  const launcher = createEngineLauncher({ ...enginePaths(), log });
  const chooseUnityProject = async () => (await shell()?.chooseFolder(UNITY_PROJECT_QUESTION)) ?? null;
  const ofHost = createOpenProjectHandlers(opening, (host) =>
    createHandlers(host, launcher, headless ? null : chooseUnityProject, historyFilesOf(shell)),
  );
  const ofProjects = createProjectHandlers(opening, () => {
    const window = shell();
    return window === null
      ? null
      : {
          chooseFolder: (what) => window.chooseFolder(PROJECT_QUESTIONS[what]),
          mayLeave: (then) => window.mayLeave(then),
          showFolder: (folder) => window.showFolder(folder),
        };
  });
  return withKeptLimits({ ...ofHost, ...ofProjects }, settings);
}

/** How a person is asked for files of a history; null where there is no window to ask in. */
function historyFilesOf(shell: () => Shell | null): HistoryFiles | null {
  if (headless) return null;
  return {
    save: chooseFileToSave,
    open: chooseFileToOpen,
    view: async (file, bundle) => (await shell()?.showCopy(file, bundle)) ?? { ok: false, reason: NO_WINDOW },
  };
}

/** What a person sets of the core's configuration is there again at the next start, in whichever project. */
function withKeptLimits(handlers: ShellHandlers, settings: SettingsFile): ShellHandlers {
  const kept =
    <Set extends Partial<Limits>>(set: (limits: Set) => Promise<Result<Done>>) =>
    async (limits: Set): Promise<Result<Done>> => {
      const answer = await set(limits);
      if (answer.ok) settings.change({ limits: { ...settings.current().limits, ...limits } });
      return answer;
    };
  return {
    ...handlers,
    set_patience: kept(handlers.set_patience),
    set_hands_patience: kept(handlers.set_hands_patience),
    set_caution: kept(handlers.set_caution),
  };
}

function wishesOf(settings: SettingsFile): Wishes {
  const { quiet, showsAway, awayMinutes } = settings.current();
  return { quiet, awayAfterMs: showsAway ? awayMinutes * MINUTE_MS : null };
}

/** The folder that was named on the command line. */
function projectAtStart(): string | null {
  const folder = app.commandLine.getSwitchValue('project');
  return folder === '' || thrownAway ? null : path.resolve(folder);
}

/** The people, engines and agent of the simulated studio come in. Their code is loaded by it alone. */
async function runStudio(running: Host, shell: Shell | null): Promise<void> {
  const { startDemo } = await import('./demo/index.ts');
  const { commandLine } = app;
  studio = startDemo({
    clicks: createHandlers(running, createEngineLauncher({ ...enginePaths(), log }), null),
    seed: numberOf(commandLine.getSwitchValue('demo-seed'), DEMO_SEED),
    speed: numberOf(commandLine.getSwitchValue('demo-speed'), 1),
    log,
  });
  try {
    await studio.ready;
  } catch (error) {
    const message = `The simulated studio cannot be set up: ${error instanceof Error ? error.message : String(error)}`;
    return notStarted({ code: 'demo_not_set_up', message, path: null }, shell);
  }
  log({ level: 'info', what: 'demo_ready', detail: {} });
}

const numberOf = (text: string, otherwise: number): number => (Number(text) > 0 ? Number(text) : otherwise);

/** A real engine does not belong into a studio that is thrown away. */
const onlySimulated = (): Promise<Result<never>> =>
  Promise.resolve({
    ok: false,
    reason: {
      code: 'simulated',
      message: 'This studio is simulated. End the demo, and connect your own engine in your own project.',
      path: null,
    },
  });

/** A click that ends in nothing would be no answer: the system's own dialog says why. */
function notStarted(reason: Reason, shell: Shell | null): void {
  log({ level: 'error', what: 'not_started', detail: { ...reason } });
  shell?.giveUp();
  if (!headless) tellNotStarted(reason);
  app.exit(reason.code === 'locked' ? 3 : 1);
}

/** At most one batch a frame, and only when the window has finished the last one. */
function feedOncePerFrame(shell: () => Shell | null): () => void {
  const FRAME_MS = 16;
  let scheduled = false;
  return () => {
    if (scheduled) return;
    scheduled = true;
    setTimeout(() => {
      scheduled = false;
      const room = shell();
      if (room === null || !room.feedReady()) return;
      const batch = projects?.host?.takeBatch() ?? null;
      if (batch !== null) room.pushFeed(batch);
    }, FRAME_MS);
  };
}

/**
 * Orchestrator, ledger and sockets without a window, for CI and render nodes. A pairing code stands on the output; what a
 * person asks besides, a line of the input asks.
 */
function runHeadless(opening: Projects, settings: SettingsFile): void {
  const running = opening.host;
  if (running === null) return; // it is closed again already
  const { code, expiresInMs } = running.gateway.mintPairingCode();
  process.stdout.write(
    `${JSON.stringify({ url: running.gateway.endpoint, pairingCode: code, expiresInMs, agents: running.agentsDoor.url })}\n`,
  );
  openConsole({
    input: process.stdin,
    output: process.stdout,
    handlers: handlersOf(opening, settings, () => null),
    onHalt: () => {
      opening.override('console');
      log({ level: 'warn', what: 'override', detail: { by: 'console' } });
    },
    log,
  });
  const end = (): void => {
    opening.close().then(() => {
      settings.flush();
      app.exit(0);
    }, fatal);
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

if (headless || prepareShell()) {
  app.whenReady().then(main).catch(fatal);
} else {
  app.exit(0);
}
