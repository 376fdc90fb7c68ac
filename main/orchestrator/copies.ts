/**
 * Two files with one scene's id (rule 3): saved under another name, copied in a folder, opened in a second engine. A
 * person is asked once which of them is worked on, and the answer is kept by what tells the files apart.
 *
 * An engine that saves under another name stays live while that question stands. It is the same process with the same
 * scene in memory, its artist's hands are in it, and whatever is on its way there was sent for this very scene; parking
 * it would stop the one place where somebody works, over a file that nobody has open. What is in question is the file
 * that was left behind, and that is asked about, or parked, when it is opened.
 */
import type { CopyAnswer, CopyQuestionView } from '#app/control-room/index.ts';
import type { SceneFile, SceneFiles } from '#app/ledger/index.ts';
import { fileWord, PERSON, reason } from './core.ts';
import type { Core } from './core.ts';
import { loseParticipant } from './flight.ts';
import { bindKnown } from './greeting.ts';
import { answerEdit, shelveCollected } from './observed.ts';
import { dropQuestions } from './questions.ts';
import { beginResync } from './resync.ts';
import { isAttached } from './session.ts';
import type { Session } from './session.ts';

/** Files that are remembered beside the one that is worked on; the oldest goes first, and would be asked about again. */
const OTHERS_MAX = 32;

const WAITS_AS_COPY = new Set(['copy', 'set_aside']);

/** Whether a session waits because of another file with its scene's id. */
export function waitsAsCopy({ phase, reason: why }: Session): boolean {
  return phase === 'foreign' && why !== null && WAITS_AS_COPY.has(why.code);
}

/**
 * A known scene was opened from some file. The first one is remembered as the one that is worked on.
 * @returns whether it goes on; if not, it waits for a person
 */
export function admitsFile(core: Core, session: Session): boolean {
  const { file, scene, title } = session;
  if (file === null || scene === null) return true;
  const known = core.ahead.files.get(scene);
  if (known === undefined) {
    remember(core, scene, { file, title }, [], 'orchestrator');
    return true;
  }
  if (known.live.file === file) return true;
  const answered = known.others.some((other) => other.file === file && other.answered);
  wait(core, session, known, answered);
  return false;
}

function wait(core: Core, session: Session, { live }: SceneFiles, isAnswered: boolean): void {
  session.phase = 'foreign';
  const file = fileWord(session.kind);
  session.reason = isAnswered
    ? reason('set_aside', `This ${file} was set aside: work goes on in “${live.title}”.`)
    : reason('copy', `This ${file} is a copy of “${live.title}”; VibeSync asks which of them is worked on.`);
  core.send(session.id, { type: 'foreign', message: session.reason.message });
  letGoOfCollected(core, session);
  core.changed('sessions', 'status');
}

/** What was done there while everything was held goes on the shelf: nobody comes back for it. Its engine hears so. */
function letGoOfCollected(core: Core, session: Session): void {
  const edits = [...session.edits].filter(([, { outcome }]) => outcome === 'collected');
  shelveCollected(core, session);
  for (const [edit] of edits)
    answerEdit(core, session, edit, {
      outcome: 'aborted',
      n: null,
      code: 'set_aside',
      message: 'Work goes on in another file. What you did here is on the shelf.',
    });
}

/** The file of a session was saved under another name, and the same scene goes on. */
export function savedAs(core: Core, session: Session, title: string, file: string | null): void {
  const left: SceneFile | null = session.file === null ? null : { file: session.file, title: session.title };
  session.title = title;
  session.file = file;
  core.changed('sessions');
  const { scene } = session;
  if (file === null || scene === null || file === left?.file) return;
  // What waited may be another file now, also the one that is worked on.
  if (waitsAsCopy(session)) return bindKnown(core, session);
  if (session.phase === 'foreign') return;
  const others = (core.ahead.files.get(scene)?.others ?? []).filter((other) => other.file !== left?.file);
  const all = left === null ? others : [...others, { ...left, answered: false }];
  remember(core, scene, { file, title }, all, 'orchestrator');
}

function remember(
  core: Core,
  scene: string,
  live: SceneFile,
  others: SceneFiles['others'],
  by: string,
): number {
  const rest = others.filter(({ file }) => file !== live.file).slice(-OTHERS_MAX);
  return core.append([{ kind: 'files', scene, live, others: rest, by }], { flush: by === PERSON.id });
}

/** What there is to ask about copies of a session's file; null where nothing is. */
export function viewCopy(core: Core, session: Session): CopyQuestionView | null {
  const { scene, file } = session;
  const known = scene === null || file === null ? undefined : core.ahead.files.get(scene);
  if (known === undefined || !isAttached(session)) return null;
  if (waitsAsCopy(session))
    return { others: [known.live.title], isLive: false, isAnswered: session.reason?.code === 'set_aside' };
  const open = known.others.filter(({ answered }) => !answered);
  if (session.phase === 'foreign' || known.live.file !== file || open.length === 0) return null;
  return { others: open.map(({ title }) => title), isLive: true, isAnswered: false };
}

/** A person says which of them is worked on. */
export function answerCopy(
  core: Core,
  session: Session,
  answer: CopyAnswer,
  freshScene: string,
  reply: string,
): void {
  const { scene, file, title } = session;
  const view = viewCopy(core, session);
  const known = scene === null ? undefined : core.ahead.files.get(scene);
  if (view === null || scene === null || file === null || known === undefined)
    return core.refuse(reply, 'not_asking', 'Nothing is asked about a copy any more.');
  core.changed('sessions', 'status');
  const self: SceneFile = { file, title };
  if (answer === 'apart') return setApart(core, session, { scene, known, self, freshScene, reply });
  const answered = known.others.map((other) => ({ ...other, answered: true }));
  const position = ((): number => {
    if (view.isLive && answer === 'this') return remember(core, scene, self, answered, PERSON.id);
    if (view.isLive) {
      // Of several that were left one after the other, the last one is meant: its name is on the card.
      const other = known.others.findLast((each) => !each.answered) ?? known.live;
      return remember(core, scene, fileOnly(other), [...answered, { ...self, answered: true }], PERSON.id);
    }
    if (answer === 'this')
      return remember(core, scene, self, [...answered, { ...known.live, answered: true }], PERSON.id);
    const others = answered.filter((each) => each.file !== file);
    return remember(core, scene, known.live, [...others, { ...self, answered: true }], PERSON.id);
  })();
  core.doneWhenDurable(reply, position);
  parkCopies(core, scene);
  if (!view.isLive && answer === 'this') bindKnown(core, session);
}

const fileOnly = ({ file, title }: SceneFile): SceneFile => ({ file, title });

/** Whoever has another file of this scene open than the one that is worked on waits from here on. */
function parkCopies(core: Core, scene: string): void {
  const known = core.ahead.files.get(scene);
  if (known === undefined) return;
  for (const session of core.sessions.values()) {
    if (session.scene !== scene || session.file === null || session.file === known.live.file) continue;
    if (!isAttached(session) || session.phase === 'greeting') continue;
    const wasLive = session.phase === 'live';
    session.resync = null;
    dropQuestions(session);
    session.purge.clear();
    wait(core, session, known, true);
    if (wasLive && session.reason !== null) loseParticipant(core, session, session.reason, false);
  }
}

/** The open file becomes one of its own, with an id of its own; the other keeps the one that both had. */
function setApart(
  core: Core,
  session: Session,
  {
    scene,
    known,
    self,
    freshScene,
    reply,
  }: {
    readonly scene: string;
    readonly known: SceneFiles;
    readonly self: SceneFile;
    readonly freshScene: string;
    readonly reply: string;
  },
): void {
  const isLive = !waitsAsCopy(session);
  const other = isLive ? (known.others.findLast(({ answered }) => !answered) ?? known.live) : known.live;
  const others = known.others.filter(({ file }) => file !== other.file && file !== self.file);
  remember(core, scene, fileOnly(other), others, PERSON.id);
  remember(core, freshScene, self, [], PERSON.id);
  const position = core.append([{ kind: 'bind', engine: session.engine, scene: freshScene, by: 'person' }], {
    flush: true,
  });
  core.doneWhenDurable(reply, position);
  const { id } = session;
  core.whenDurable(position, () => {
    // Its file may have been closed by then, or the connection lost.
    if (core.sessions.get(id) !== session || !isAttached(session) || session.file !== self.file) return;
    session.scene = freshScene;
    core.send(id, { type: 'bind', project: core.durable.project.id, scene: freshScene });
    core.changed('sessions', 'status');
    // The engine that works there goes on as it is: only the name of its scene is another.
    if (waitsAsCopy(session)) {
      session.reason = null;
      beginResync(core, session);
    }
  });
}
