/** How a connection begins, is bound to a file, is lost, resumed and ended (R17, R20, R21). */
import { NOTHING_THERE } from '#app/control-room/index.ts';
import type { Reason } from '#app/intents/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { spendWaited } from './breaker.ts';
import { admitsFile, waitsAsCopy } from './copies.ts';
import { dropQuestions } from './questions.ts';
import type { Core } from './core.ts';
import { engineWord, fileWord, reason, secondsWord } from './core.ts';
import { failClosed } from './ledger-side.ts';
import { nameDiffering } from './differing.ts';
import { loseParticipant } from './flight.ts';
import { forgetGhosts, GHOSTS, noGhosts } from './ghosts.ts';
import type { ConnectedInput } from './inputs.ts';
import { shelveCollected } from './observed.ts';
import { leaves, noteUnsaved } from './only-there.ts';
import { takeOverEdits, takeOverSuggestions } from './open-edits.ts';
import { beginResync } from './resync.ts';
import { recordSession } from './session-record.ts';
import { isAttached, newSession } from './session.ts';
import type { Session } from './session.ts';
import { letGoOfSelection } from './touching.ts';
import { noteViewpoint } from './viewpoints.ts';

/** A socket passed the upgrade. */
export function connected(core: Core, input: ConnectedInput): void {
  const session = newSession(input.session, core.nowMs, core.config.resyncTimeoutMs);
  session.isResumed = input.resumes !== null;
  const previous = input.resumes === null ? undefined : core.sessions.get(input.resumes);
  if (previous !== undefined) inherit(core, previous, session);
  const full = !hasRoom(core);
  core.sessions.set(session.id, session);
  if (full)
    return revoke(
      core,
      session,
      reason('too_many_sessions', `At most ${core.config.maxSessions} connections at a time.`),
    );
  core.send(session.id, {
    type: 'welcome',
    session: session.id,
    token: input.token,
    project: core.durable.project,
    revision: core.durable.revision,
    resumed: input.resumes !== null,
    heartbeat_ms: core.config.heartbeatMs,
    hold: core.halt?.halt ?? null,
  });
  core.changed('sessions');
}

/** Whether another connection may stand. A dead socket that never closed gives its place up when it is needed. */
function hasRoom(core: Core): boolean {
  const attached = [...core.sessions.values()].filter(isAttached);
  if (attached.length < core.config.maxSessions) return true;
  const dead = attached.find((each) => each.busy === null && isSilent(core, each));
  if (dead === undefined) return false;
  revoke(
    core,
    dead,
    reason('unresponsive', 'It has been silent for long, and its place was needed.'),
    'lost',
  );
  return true;
}

/** What a resumed session takes over from the one that lost its socket; the old one is dead from here on. */
function inherit(core: Core, previous: Session, session: Session): void {
  if (isAttached(previous)) detach(core, previous);
  session.engine = previous.engine;
  session.isNamed = previous.isNamed;
  session.unsaved = previous.unsaved;
  session.leftFile = previous.leftFile;
  // Until it says who it is nothing newer is known of it, and the line may break again before that.
  session.kind = previous.kind;
  session.engineVersion = previous.engineVersion;
  session.adapterVersion = previous.adapterVersion;
  session.title = previous.title;
  session.project = previous.project;
  session.scene = previous.scene;
  session.file = previous.file;
  session.left = previous.left;
  session.isAside = previous.isAside;
  session.breaker = previous.breaker;
  session.failuresMs.push(...previous.failuresMs);
  session.breakerNeedsClick = previous.breakerNeedsClick;
  session.busySpentMs = previous.busySpentMs;
  session.busyWindowStartMs = previous.busyWindowStartMs;
  session.appliedThrough = previous.appliedThrough;
  for (const id of previous.inDoubt) session.inDoubt.add(id);
  for (const [n, state] of previous.sent) session.sent.set(n, state);
  for (const [edit, end] of previous.edits) session.edits.set(edit, end);
  for (const [offer, position] of previous.offers) session.offers.set(offer, position);
  session.collected.push(...previous.collected.splice(0));
  takeOverEdits(core, session, ({ observation }) => observation?.session === previous.id);
  previous.phase = 'over';
  core.sessions.delete(previous.id);
}

/** First frame: who it is, and which file is open there. */
export function hello(core: Core, session: Session, message: AdapterMessageOf<'hello'>): void {
  if (session.phase !== 'greeting')
    return revoke(core, session, reason('wrong_turn', 'hello comes once, as the first frame.'));
  if (message.receipt !== null) {
    if (!core.verifyReceipt(message.receipt))
      return revoke(core, session, reason('forged_receipt', 'It showed a receipt that was never given out.'));
    const known = Math.max(core.ahead.revision, core.ahead.acceptedLossThrough);
    if (message.receipt.ledger === core.durable.ledger && message.receipt.n > known) {
      core.provenThrough = Math.max(core.provenThrough, message.receipt.n);
      failClosed(
        core,
        reason(
          'history_behind_receipt',
          `${message.engine.kind} holds proof of change ${message.receipt.n}, but the history ends at ${core.durable.revision}.`,
        ),
      );
    }
  }
  if (session.engine !== '' && !isNameOf(session.engine, message.engine.kind)) {
    return revoke(
      core,
      session,
      reason('another_engine', 'A resumed connection cannot become another engine.'),
    );
  }
  session.left = null;
  session.kind = message.engine.kind;
  session.engineVersion = message.engine.version;
  session.adapterVersion = message.adapter.version;
  if (message.masked.some((facet) => facet === 'existence' || facet === 'parent' || facet === 'transform')) {
    return revoke(
      core,
      session,
      reason('mask_too_wide', 'Existence, parent and transform cannot be masked.'),
    );
  }
  session.masked = new Set(message.masked);
  session.ghosts = noGhosts(message.features?.includes(GHOSTS) === true);
  const resumed = session.engine !== '';
  session.freshProcess = message.applied_through === null;
  if (message.applied_through !== null) {
    if (message.applied_through > core.highestNumber)
      return revoke(
        core,
        session,
        reason('future_revision', 'It claims to have applied a number that was never given out.'),
      );
    session.appliedThrough = Math.min(message.applied_through, core.ahead.revision);
  }
  // A person may have given its name to another one while it was away.
  if (!resumed || isHeld(core, session)) session.engine = freeEngineName(core, session, message.scene.scene);
  if (!resumed) {
    if (session.isResumed && message.applied_through !== null) {
      takeOverSuggestions(core, session);
      nameDiffering(core, session);
    }
  }
  recordSession(core, session, resumed ? 'resumed' : 'opened', null);
  bindScene(core, session, message.scene);
}

/** Another file was opened: known ones are compared, unknown ones wait for a person (rule 3). */
export function sceneOpened(core: Core, session: Session, message: AdapterMessageOf<'scene'>): void {
  session.freshProcess = true;
  session.driven.clear();
  session.bounded.clear();
  session.declaredAhead.clear();
  session.hands = new Set();
  letGoOfSelection(core, session);
  noteViewpoint(core, session, null);
  forgetGhosts(session);
  const left = session.scene;
  // Another file, unsaved as it opens, has been so for longer than anybody here knows.
  if (left !== message.scene.scene || session.title !== message.scene.title) session.unsaved = null;
  session.phase = 'foreign';
  session.resync = null;
  session.retryAtMs = null;
  dropQuestions(session);
  session.purge.clear();
  shelveCollected(core, session);
  loseParticipant(
    core,
    session,
    reason('file_changed', `Another ${fileWord(session.kind)} was opened in ${engineWord(session.engine)}.`),
    false,
  );
  bindScene(core, session, message.scene);
  bindWaitingTwin(core, left);
}

function bindScene(core: Core, session: Session, scene: AdapterMessageOf<'hello'>['scene']): void {
  session.title = scene.title;
  noteUnsaved(core, session, scene.unsaved, true);
  session.project = scene.project;
  session.scene = scene.scene;
  session.savedRevision = scene.saved_revision;
  session.file = scene.file ?? null;
  core.changed('sessions', 'status');
  const known =
    scene.project === core.durable.project.id && scene.scene !== null && isKnownScene(core, scene.scene);
  if (!known) {
    session.phase = 'foreign';
    const file = fileWord(session.kind);
    const why =
      scene.project === null
        ? `This ${file} is not linked to the project yet.`
        : `This ${file} belongs to another project.`;
    session.reason = reason(scene.project === null ? 'not_linked' : 'foreign_project', why);
    core.send(session.id, { type: 'foreign', message: why });
    return;
  }
  bindKnown(core, session);
}

/** A scene of the project: another file of it may be the one that is worked on, another engine may have it open. */
export function bindKnown(core: Core, session: Session): void {
  session.reason = null;
  if (!admitsFile(core, session)) return;
  const twin = sameSceneElsewhere(core, session);
  if (twin !== null) {
    if (twin.phase === 'detached' || isSilent(core, twin))
      revoke(
        core,
        twin,
        reason('replaced', `The same ${fileWord(session.kind)} is connected anew.`),
        replacedBy(session),
      );
    else {
      session.phase = 'foreign';
      session.reason = reason(
        'open_twice',
        `The same ${fileWord(session.kind)} is open in another connection; one of them has to be disconnected.`,
      );
      core.send(session.id, { type: 'foreign', message: session.reason.message });
      return;
    }
  }
  if (session.breakerNeedsClick) {
    session.phase = 'quarantined';
    return;
  }
  beginResync(core, session);
}

function isKnownScene(core: Core, scene: string): boolean {
  for (const scenes of core.ahead.scenes.values()) if (scenes.has(scene)) return true;
  return false;
}

/** A socket can be dead without having closed; then a newcomer with the same file is the same engine. */
function isSilent(core: Core, session: Session): boolean {
  return session.ping !== null && core.nowMs - session.ping.sentMs >= core.config.heartbeatTimeoutMs;
}

/** One that was lost or fell silent is not waited for where its file has come back in another connection already. */
export function yieldToTwin(core: Core, lost: Session): void {
  for (const session of core.sessions.values()) {
    if (session.phase !== 'foreign' || session.reason?.code !== 'open_twice') continue;
    if (session.scene === lost.scene)
      return revoke(
        core,
        lost,
        reason('replaced', `The same ${fileWord(session.kind)} is connected anew.`),
        replacedBy(session),
      );
  }
}

/** A file that was open twice was let go of by one: the one that waited takes its place. */
function bindWaitingTwin(core: Core, scene: string | null): void {
  for (const session of core.sessions.values()) {
    if (session.phase !== 'foreign' || session.reason?.code !== 'open_twice' || session.scene !== scene)
      continue;
    if (sameSceneElsewhere(core, session) !== null) continue;
    return bindKnown(core, session);
  }
}

export function sameSceneElsewhere(core: Core, session: Session): Session | null {
  for (const other of core.sessions.values()) {
    if (
      other !== session &&
      other.phase !== 'over' &&
      other.phase !== 'greeting' &&
      other.scene === session.scene &&
      !waitsAsCopy(other)
    )
      return other;
  }
  return null;
}

/** A person linked the open file to the project. Where it holds much of its own, they see how much before it is set. */
export function linkScene(core: Core, session: Session, scene: string, reply: string): void {
  if (session.phase !== 'foreign')
    return core.refuse(reply, 'not_foreign', 'This connection asks for nothing.');
  const { reason: waits } = session;
  if (waits === null) return core.refuse(reply, 'under_way', 'It is being linked already.');
  if (waits.code === 'open_twice' || waitsAsCopy(session))
    return core.refuse(reply, waits.code, waits.message);
  nameByPerson(core, session);
  const position = core.append([{ kind: 'bind', engine: session.engine, scene, by: 'person' }], {
    flush: true,
  });
  session.project = core.durable.project.id;
  session.scene = scene;
  session.reason = null;
  core.changed('sessions');
  core.doneWhenDurable(reply, position);
  core.whenDurable(position, () => {
    // Another file may have been opened since.
    if (session.phase !== 'foreign' || session.scene !== scene) return;
    core.send(session.id, { type: 'bind', project: core.durable.project.id, scene });
    if (admitsFile(core, session)) beginResync(core, session);
  });
}

/** A file of the project is open in it: from here on it has the name that it keeps. Until then it may be any that was lost, in
 * a new process, or none of them. */
export function nameByFile(core: Core, session: Session): void {
  if (!session.isNamed) nameForGood(core, session, freeEngineName(core, session, session.scene));
}

/** A person links what is open in it: it goes on where one of its kind was lost, whose file has not come back anywhere. */
function nameByPerson(core: Core, session: Session): void {
  if (!session.isNamed) nameForGood(core, session, freeEngineName(core, session, null, isAttached));
}

function nameForGood(core: Core, session: Session, name: string): void {
  session.isNamed = true;
  if (name === session.engine) return;
  session.engine = name;
  recordSession(core, session, 'opened', null);
}

/** One engine has one name over its sessions; a second of the same kind at the same time gets a number. Whoever comes
 * first after a restart, a file keeps the name that it was linked under: trust and history hang on it. One that was lost
 * may come back (R20): until then nothing takes its name but its own file, in a new process.
 * @param holds which of the others hold their names */
function freeEngineName(
  core: Core,
  newcomer: Session,
  scene: string | null,
  holds = (other: Session): boolean => isAttached(other) || scene === null || other.scene !== scene,
): string {
  const { kind } = newcomer;
  const taken = new Set<string>();
  for (const other of core.sessions.values())
    if (other !== newcomer && other.phase !== 'over' && holds(other)) taken.add(other.engine);
  for (const [engine, scenes] of core.ahead.scenes) {
    if (scene !== null && scenes.has(scene) && !taken.has(engine) && isNameOf(engine, kind)) return engine;
  }
  if (!taken.has(kind)) return kind;
  let number = 2;
  while (taken.has(`${kind}-${number}`)) number += 1;
  return `${kind}-${number}`;
}

function isHeld(core: Core, { id, engine }: Session): boolean {
  return [...core.sessions.values()].some(
    (other) => other.id !== id && other.engine === engine && isAttached(other),
  );
}

function isNameOf(engine: string, kind: string): boolean {
  return engine === kind || engine.startsWith(`${kind}-`);
}

/** The socket is gone without a word: the session may resume for a while, and counts for nothing meanwhile. A resume that
 * breaks before it has said who it is has taken over what was known of the engine, and is waited for anew: whoever opened
 * it had the token. */
export function disconnected(core: Core, session: Session): void {
  if (!isAttached(session)) return;
  if (session.phase === 'greeting' && session.engine === '')
    return end(core, session, 'closed', reason('gone', 'It left before it said who it is.'));
  detach(core, session);
  yieldToTwin(core, session);
}

function detach(core: Core, session: Session): void {
  const why = reason('connection_lost', `${engineWord(session.engine)}: the connection was lost.`);
  leaves(core, session);
  spendWaited(core, session);
  session.phase = 'detached';
  session.detachedAtMs = core.nowMs;
  session.reason = why;
  session.resync = null;
  dropQuestions(session);
  session.ping = null;
  session.hands = new Set();
  letGoOfSelection(core, session);
  noteViewpoint(core, session, null);
  session.busy = null;
  for (const flight of core.flights.values()) {
    if (flight.phase !== 'finishing' && flight.votes.has(session.id))
      for (const id of flight.objects) session.inDoubt.add(id);
  }
  core.append(
    [{ kind: 'session', session: session.id, engine: session.engine, event: 'detached', reason: why }],
    { flush: false },
  );
  loseParticipant(core, session, why, false);
  core.changed('sessions', 'status');
}

/**
 * What an end says of what existed only there (NON-3). `told`: it was let go of, and is still there · `lost`: it ended
 * without a word · `continued`: its process goes on in another connection.
 */
export type Ending = 'told' | 'lost' | 'continued';

/** A process that has been here before says what it had applied. */
export function replacedBy(newcomer: Pick<Session, 'freshProcess'>): Ending {
  return newcomer.freshProcess ? 'lost' : 'continued';
}

/** Ends a session at once: a violation, a click, a replaced twin (SEC-2). The others go on (FAIL-1). */
export function revoke(core: Core, session: Session, why: Reason, ending: Ending = 'told'): void {
  if (session.phase === 'over') return;
  if (session.phase !== 'detached')
    core.send(session.id, { type: 'revoked', code: why.code, message: why.message });
  core.emit({ fx: 'revoke', session: session.id, code: why.code, message: why.message });
  end(core, session, 'revoked', why, ending);
}

function end(
  core: Core,
  session: Session,
  event: 'closed' | 'revoked',
  why: Reason,
  ending: Ending = 'told',
): void {
  leaves(core, session);
  if (ending === 'continued') session.left = NOTHING_THERE;
  session.lost = ending === 'lost';
  session.phase = 'over';
  session.reason = why;
  session.resync = null;
  dropQuestions(session);
  core.append([{ kind: 'session', session: session.id, engine: session.engine, event, reason: why }], {
    flush: false,
  });
  shelveCollected(core, session);
  loseParticipant(core, session, why, event === 'revoked');
  forgetOldSessions(core);
  bindWaitingTwin(core, session.scene);
  core.changed('sessions', 'status');
}

const OVER_KEPT = 16;

/** The last few that ended stay on screen with their reason. */
function forgetOldSessions(core: Core): void {
  const over = [...core.sessions.values()].filter((session) => session.phase === 'over');
  for (const session of over.slice(0, Math.max(0, over.length - OVER_KEPT))) core.sessions.delete(session.id);
}

/** A clean good-bye. */
export function bye(core: Core, session: Session): void {
  core.emit({ fx: 'revoke', session: session.id, code: 'bye', message: 'It said good-bye.' });
  end(core, session, 'closed', reason('bye', 'Disconnected.'));
}

/** Grace times and greetings that are over. */
export function checkSessionDeadlines(core: Core): void {
  for (const session of [...core.sessions.values()]) {
    if (
      session.phase === 'detached' &&
      session.detachedAtMs !== null &&
      core.nowMs - session.detachedAtMs >= core.config.graceMs
    ) {
      core.emit({ fx: 'forget', session: session.id });
      end(
        core,
        session,
        'revoked',
        reason(
          'not_resumed',
          `${engineWord(session.engine)} did not come back in ${secondsWord(core.config.graceMs)}.`,
        ),
        'lost',
      );
    } else if (session.phase === 'greeting' && session.greetingDeadlineMs <= core.nowMs) {
      revoke(core, session, reason('no_hello', 'It did not say who it is.'));
    }
  }
}
