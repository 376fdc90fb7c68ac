/**
 * One project is open at a time, in one host; this goes from one to another within the running process. The old host ends as
 * it does when a person leaves, and only then is the next ledger's lock taken. Where the next one cannot be opened the one
 * before is opened again: a person is never left without a project that works.
 */
import path from 'node:path';
import { setTimeout as afterMs } from 'node:timers/promises';
import type { Reason } from '#app/intents/index.ts';
import type { ProjectsView } from '#app/control-room/projects.ts';
import { DEFAULT_NAME, NOT_READY, defaultProject } from '#main/host/index.ts';
import type { Host, HostLog, HostStart, ProjectOptions } from '#main/host/index.ts';
import { keepName, makeProjectFolder, nameIn, problemAt, realFolder } from './folders.ts';
import { fitName, newlyKnown, viewOf, viewOfListed } from './listing.ts';
import { openRegistry } from './registry.ts';
import type { KnownProject, Registry } from './registry.ts';

export interface ProjectsOptions {
  readonly userData: string;
  /** The folder of the project to begin with, where somebody said so; then no other one is opened in its place. */
  readonly folder: string | null;
  /** It is the one there is: nothing is remembered, and nobody goes to another one. */
  readonly isOnly: boolean;
  /** Prepares a host. What it tells is heard while `isCurrent` says so. */
  readonly prepare: (project: ProjectOptions | null, isCurrent: () => boolean) => HostStart;
  /** The window's page is of another project from here on: it has to begin anew. */
  readonly onChange: () => void;
  /** The override was pressed while no project was open; what opens next is held. */
  readonly onHeld: () => void;
  /** Neither the next project nor the one before can be opened. */
  readonly onLost: (reason: Reason) => void;
  readonly nowMs: () => number;
  readonly log: HostLog;
  /** Whether a project that was there is; a disk may take long to say so. */
  readonly look?: typeof problemAt;
}

type Listener = () => void;

const GIVEN_UP: Reason = {
  code: 'not_answering',
  message: 'Its disk did not answer for a long time, and you went on without it.',
  path: null,
};

/** Leaving waits so long for disks that did not answer when they were asked. */
const LEAVING_MS = 1_000;

/** Of what is kept of a problem. */
const MESSAGE_MAX = 1_000;

export class Projects {
  readonly #options: ProjectsOptions;
  readonly #registry: Registry;
  #host: Host | null = null;
  #current: KnownProject;
  /** The host that ends; what the override says, it hears too. */
  #ending: Host | null = null;
  /** Resolves when it has. */
  #ended: Promise<void> = Promise.resolve();
  /** Resolves when one is open again, whichever. */
  #changing: { readonly to: string; readonly over: Promise<void> } | null = null;
  /** The opening under way: what ends the wait for it. */
  #opening: { readonly giveUp: (reason: Reason) => void } | null = null;
  /** Which is opened where that one cannot be, and what a person chose meanwhile. */
  #other: KnownProject | null = null;
  #chosen: KnownProject | null = null;
  /** What was left with a disk that does not answer, by its folder; each is over once it has, and all is closed again. */
  readonly #leftToThemselves = new Map<string, Promise<void>>();
  /** Who waits for a host to show something, to be told where it is left to itself. */
  readonly #waitingFor = new Map<Host, Set<Listener>>();
  /** By what the override was pressed while none was open. */
  #pressed: string | null = null;
  /** By what a project is held whose disk may not have taken that, by its folder. */
  readonly #held = new Map<string, string>();
  #problem: ProjectsView['problem'] = null;
  #shortcut: Parameters<Host['setShortcut']>[0] | null = null;
  #presence: Parameters<Host['setPresence']>[0] | null = null;
  #isClosed = false;
  readonly #listeners = new Set<Listener>();

  constructor(options: ProjectsOptions) {
    this.#options = options;
    const { userData, folder, log } = options;
    this.#registry = openRegistry(path.join(userData, 'projects.json'), log);
    if (this.#registry.problem !== null)
      this.#problem = { name: '', folder: this.#registry.problem.path ?? '', reason: this.#registry.problem };
    const wanted = folder === null ? this.#registry.last() : this.#knownAt(folder);
    this.#current = (options.isOnly && folder === null ? null : wanted) ?? this.#first();
  }

  /**
   * Opens the project that was open last; where that cannot be, the first one, which is there without anybody's doing.
   * @returns why none could be opened; null once one is
   */
  start(): Promise<Reason | null> {
    const starting = this.#start().finally(() => {
      this.#changing = null;
      this.#changed();
    });
    this.#changing = { to: this.#current.name, over: starting.then(() => undefined) };
    return starting;
  }

  #start(): Promise<Reason | null> {
    const first = this.#first();
    const isOne =
      this.#options.folder !== null || this.#options.isOnly || first.folder === this.#current.folder;
    return this.#beginOneOf(this.#current, isOne ? null : first);
  }

  /** The host that runs, starts or is the last that did; null while none is. */
  get host(): Host | null {
    return this.#host;
  }
  get current(): KnownProject {
    return this.#current;
  }
  get isOnly(): boolean {
    return this.#options.isOnly;
  }
  get userData(): string {
    return this.#options.userData;
  }
  /** Something else can be opened now, be it in place of what is being opened. */
  get mayChange(): boolean {
    return this.#changing === null || this.#opening !== null;
  }
  get isChanging(): boolean {
    return this.#changing !== null;
  }

  /** Resolves with the host that can be asked, once there is one. */
  async whenOpen(): Promise<Host> {
    for (;;) {
      const host = this.#host;
      if (host !== null && ((await this.#showsOrIsLeft(host)) || host.isShown)) {
        if (host === this.#host) return host;
      } else if (host !== null && host !== this.#host) continue;
      else if (this.#changing !== null) await this.#changing.over;
      else throw new Error('no project is open, and none is being opened');
    }
  }

  #showsOrIsLeft(host: Host): Promise<boolean> {
    const { promise: left, resolve } = Promise.withResolvers<boolean>();
    const leave = (): void => resolve(false);
    const waiting = this.#waitingFor.get(host) ?? new Set();
    this.#waitingFor.set(host, waiting.add(leave));
    return Promise.race([host.shows(), left]).finally(() => waiting.delete(leave));
  }

  /** Does all that a halt does before it returns (R28), whichever project is open; while none is, the next one opens held. */
  override(by: string): void {
    // Of these two one at most does anything; the third counts where neither comes to be the one that opens.
    this.#ending?.override(by);
    this.#host?.override(by);
    if (this.#changing === null) return;
    this.#pressed ??= by;
    this.#options.onHeld();
  }

  isHalted(): boolean {
    return this.#pressed !== null || this.#host?.isHalted() === true;
  }

  setShortcut(shortcut: Parameters<Host['setShortcut']>[0]): void {
    this.#shortcut = shortcut;
    this.#host?.setShortcut(shortcut);
  }

  /** Whether anybody looks at the window, whichever project it shows. */
  setPresence(presence: Parameters<Host['setPresence']>[0]): void {
    this.#presence = presence;
    this.#host?.setPresence(presence);
  }

  /** The list, or what stands at its head, has changed. */
  onListChange(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** A project of the list; null for none. */
  find(key: string): KnownProject | null {
    return this.#registry.find(key);
  }

  /** The others of the list, opened last first. */
  recent(): readonly KnownProject[] {
    const byTime = (each: KnownProject): string => each.opened ?? '';
    return this.#registry
      .all()
      .filter(({ key, isListed }) => isListed && key !== this.#current.key)
      .toSorted((one, other) => byTime(other).localeCompare(byTime(one)));
  }

  /** Looks at each of them: a folder may have gone since. */
  async view(): Promise<ProjectsView> {
    return {
      current: await viewOf({ ...this.#current, problem: null }),
      recent: this.#options.isOnly ? [] : await Promise.all(this.recent().map(viewOfListed)),
      opening: this.#opening === null ? (this.#changing?.to ?? null) : this.#current.name,
      instead: this.#opening === null ? null : (this.#other?.name ?? null),
      problem: this.#problem,
      usualFolder: this.usualFolder,
      isOnly: this.#options.isOnly,
    };
  }

  get usualFolder(): string {
    return path.dirname(defaultProject(this.#options.userData));
  }

  /** The project in this folder, known from here on. @returns why there is none that could be opened */
  async take(folder: string): Promise<{ readonly project: KnownProject } | { readonly reason: Reason }> {
    const real = realFolder(folder);
    const reason = await problemAt(real);
    if (reason !== null) return { reason };
    const project = this.#knownAt(real);
    this.#keep(project);
    return { project };
  }

  /** Makes the folder of a new project. @throws the file system's error */
  make(parent: string, name: string): KnownProject {
    const folder = makeProjectFolder(parent, name, (each) => this.#registry.at(each) !== null);
    keepName(folder, name);
    const project = this.#knownAt(folder);
    // It is on the list even if the person then stays where they are.
    this.#keep(project);
    return project;
  }

  /** @throws the file system's error */
  rename(project: KnownProject, name: string): void {
    keepName(project.folder, name);
    this.#keep({ ...this.#registry.find(project.key), ...project, name });
    if (project.key !== this.#current.key) return;
    this.#current = { ...this.#current, name };
    this.#host?.rename(name);
  }

  /** From the list; what it holds stays, and opening it by its folder lists it again. */
  remove(project: KnownProject): void {
    this.#keep({ ...project, isListed: false });
  }

  /** The menu's request could not be done: the window says so, and reads it with the list. */
  tell(problem: NonNullable<ProjectsView['problem']>): void {
    this.#problem = problem;
    this.#host?.show('projects');
  }

  dismissProblem(): void {
    this.#problem = null;
  }

  /**
   * Ends the open project and opens this one. The override works all the while.
   * @returns when one is open: this one, or, where it cannot be opened, the one before
   */
  change(to: KnownProject): Promise<void> {
    if (this.#changing !== null) return this.#changing.over;
    const over = this.#change(to).finally(() => {
      this.#changing = null;
      this.#changed();
    });
    this.#changing = { to: to.name, over };
    return over;
  }

  async #change(to: KnownProject): Promise<void> {
    const from = this.#current;
    this.#problem = null;
    this.#ending = this.#host;
    this.#host = null;
    // After this turn: what asked for it is answered first.
    setImmediate(this.#options.onChange);
    await this.#end(from);
    if (this.#isClosed) return;
    const lost = await this.#beginOneOf(to, from);
    if (lost !== null && !this.#isClosed) this.#options.onLost(lost);
  }

  /**
   * This one; or what a person chooses while its disk does not answer; or the other one.
   * @returns why none of them is open; null where one is
   */
  async #beginOneOf(first: KnownProject, other: KnownProject | null): Promise<Reason | null> {
    let project = first;
    for (;;) {
      this.#other = other?.key === project.key ? null : other;
      this.#chosen = null;
      const reason = await this.#begin(project);
      if (reason === null || this.#isClosed) return reason;
      const next = this.#chosen ?? this.#other;
      if (next === null) return reason;
      this.#noteProblem(project, reason);
      project = next;
    }
  }

  /**
   * The opening under way is left to itself: should its disk answer some day, what it opened is closed again.
   * @param instead what a person chose in its place; null for the one before
   * @returns false where nothing is being opened, or there is nothing to go to
   */
  giveUpOpening(instead: KnownProject | null = null): boolean {
    if (this.#opening === null || (instead ?? this.#other) === null) return false;
    this.#chosen = instead;
    this.#opening.giveUp(GIVEN_UP);
    return true;
  }

  async #end(project: KnownProject): Promise<void> {
    const host = this.#ending;
    if (host === null) return;
    if (host.isShown) this.#noteOpen(project, host);
    this.#ended = host.close();
    await this.#ended;
    this.#ending = null;
    if (host.heldBy !== null) this.#held.set(project.folder, host.heldBy);
    this.#waitForEnd(project.folder, host.over);
  }

  /** @returns why it could not be opened */
  async #begin(project: KnownProject): Promise<Reason | null> {
    this.#current = project;
    const { promise: givenUp, resolve: giveUp } = Promise.withResolvers<Reason>();
    this.#opening = { giveUp };
    try {
      return await this.#open(project, givenUp);
    } finally {
      this.#opening = null;
    }
  }

  async #open(project: KnownProject, givenUp: Promise<Reason>): Promise<Reason | null> {
    const isDefault = project.folder === defaultProject(this.#options.userData);
    // Where something was, nothing new is made in its place.
    const { look = problemAt } = this.#options;
    const gone =
      isDefault || project.opened === null ? null : await Promise.race([look(project.folder), givenUp]);
    if (gone !== null) return gone;
    // Opened before and left to itself, it may still be on its way out.
    const left = await Promise.race([this.#leftToThemselves.get(project.folder), givenUp]);
    if (left !== undefined) return left;
    // Nobody waits for it any more.
    if (this.#isClosed) return NOT_READY;
    const prepared = this.#options.prepare(
      {
        folder: project.folder,
        // The name of the first one is in its ledger, unless somebody gave it another.
        name: nameIn(project.folder, this.#options.log) ?? (isDefault ? null : project.name),
        others: this.#registry
          .all()
          .map(({ folder }) => folder)
          .filter((folder) => folder !== project.folder),
      },
      () => this.#host !== null && prepared.ok && this.#host === prepared.host,
    );
    if (!prepared.ok) return prepared.reason;
    const { host } = prepared;
    this.#host = host;
    if (this.#shortcut !== null) host.setShortcut(this.#shortcut);
    if (this.#presence !== null) host.setPresence(this.#presence);
    // Pressed while none was open: it is held before it does anything.
    const by = this.#pressed ?? this.#held.get(project.folder) ?? null;
    if (by !== null) host.override(by);
    const reason = await Promise.race([host.start(), givenUp]);
    if (reason !== null) {
      this.#host = null;
      if (reason === GIVEN_UP) this.#leaveToItself(project.folder, host);
      return reason;
    }
    this.#pressed = null;
    this.#held.delete(project.folder);
    this.#noteOpen(project, host);
    if (!this.#options.isOnly) this.#registry.setLast(project.key);
    return null;
  }

  #leaveToItself(folder: string, host: Host): void {
    // The page that waits for it begins anew, with what is opened in its place.
    setImmediate(this.#options.onChange);
    for (const leave of this.#waitingFor.get(host) ?? []) leave();
    this.#waitingFor.delete(host);
    this.#waitForEnd(
      folder,
      host.close().then(() => host.over),
    );
  }

  /** Whoever opens this folder again waits for that. */
  #waitForEnd(folder: string, end: Promise<void>): void {
    const over = end
      .catch((error: unknown) =>
        this.#options.log({ level: 'warn', what: 'late_opening', detail: { error: String(error) } }),
      )
      .then(() => {
        if (this.#leftToThemselves.get(folder) === over) this.#leftToThemselves.delete(folder);
      });
    this.#leftToThemselves.set(folder, over);
  }

  #noteOpen(project: KnownProject, host: Host): void {
    const { core } = host.orchestrator;
    const known = this.#registry.find(project.key) ?? project;
    const opened = new Date(this.#options.nowMs()).toISOString();
    const name = nameIn(project.folder, this.#options.log) ?? core.durable.project.name;
    this.#current = {
      ...known,
      name: fitName(name, known.name),
      opened,
      versions: core.durable.revision,
      problem: null,
      isListed: true,
    };
    this.#keep(this.#current);
  }

  #noteProblem(project: KnownProject, reason: Reason): void {
    this.#options.log({ level: 'error', what: 'project_not_opened', detail: { ...reason } });
    this.#problem = { name: project.name, folder: project.folder, reason };
    this.#keep({ ...project, problem: { ...reason, message: reason.message.slice(0, MESSAGE_MAX) } });
  }

  #keep(project: KnownProject): void {
    if (this.#options.isOnly) return;
    this.#registry.keep(project);
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #first(): KnownProject {
    const folder = defaultProject(this.#options.userData);
    return this.#registry.at(folder) ?? newlyKnown(folder, DEFAULT_NAME);
  }

  #knownAt(folder: string): KnownProject {
    const real = realFolder(folder);
    const first = this.#first();
    if (real === realFolder(first.folder)) return first;
    const known = this.#registry.at(real);
    if (known !== null) return known;
    return newlyKnown(real, nameIn(real, this.#options.log) ?? path.basename(real));
  }

  /** Ends whatever is open or opening. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const left = Promise.all(this.#leftToThemselves.values());
    await Promise.all([
      this.#ended,
      this.#host?.close(),
      // What is written of these is whole, whenever it ends.
      Promise.race([left, afterMs(LEAVING_MS, undefined, { ref: false })]),
    ]);
  }

  /** Something in this process is broken: nothing that comes in from here on is believed. */
  abandon(): void {
    this.#ending?.abandon();
    this.#host?.abandon();
  }
}
