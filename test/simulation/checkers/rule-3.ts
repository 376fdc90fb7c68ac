/**
 * RULE-3: a file that is not what is shared by now is never brought up to date by itself, and neither is it decided by
 * itself which of two files is worked on. While that is asked nothing is observed in the engine and nothing written.
 */
import type { LedgerRecord } from '#app/ledger/index.ts';
import { objectsTouched } from '#app/scene/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { HistoryEvent, RecordedCommand, RecordedEffect } from '../history.ts';
import type { Checker, Facts } from './facts.ts';

type Step = Extract<HistoryEvent, { at: 'step' }>;

/** A file that was opened, in a process that knows nothing of it but what it says. */
interface Opened {
  /** What landed since it was last compared: that it is told of, whatever it asks. */
  readonly moved: Set<ObjectId>;
  /** A person said what becomes of it. */
  answered: boolean;
}

export const rule3: Checker = {
  guarantee: 'RULE-3',
  *check(facts) {
    const opened = new Map<string, Opened>();
    const edits = new Set<string>();
    for (const event of facts.events) {
      if (event.at === 'start') opened.clear();
      if (event.at !== 'step') continue;
      hear(event, opened, edits);
      for (const effect of event.effects) yield* judge(event, effect, opened, edits);
    }
    yield* nobodyElseSaysWhichOne(facts);
  },
};

/** Before its effects: what the step was told. `edits` are those told while their file asked. */
function hear({ input }: Step, opened: Map<string, Opened>, edits: Set<string>): void {
  if (input.in === 'command') {
    const session = sessionAnswered(input.command);
    const file = session === null ? undefined : opened.get(session);
    if (file !== undefined) file.answered = true;
  }
  if (input.in !== 'frame') return;
  const { session, message } = input;
  if (message.type === 'hello' || message.type === 'scene') {
    const isFresh = message.type === 'scene' || message.applied_through === null;
    if (isFresh && message.scene.saved_revision !== null)
      opened.set(session, { moved: new Set(), answered: false });
    else opened.delete(session);
  }
  if (message.type === 'observed' && opened.get(session)?.answered === false) edits.add(message.edit);
}

/** Whose file a person has said something about, apart from leaving it or looking again. */
function sessionAnswered({ do: what, answer, ...rest }: RecordedCommand): string | null {
  const session = rest.session ?? null;
  if (what === 'refresh_engine' || what === 'link_scene') return session;
  if (what === 'answer_file' && answer === 'bring') return session;
  return what === 'answer_copy' && answer === 'apart' ? session : null;
}

function* judge(
  { life }: Step,
  effect: RecordedEffect,
  opened: Map<string, Opened>,
  edits: ReadonlySet<string>,
): Iterable<string> {
  if (effect.fx === 'settled' && effect.state === 'committed')
    for (const { moved } of opened.values())
      for (const id of objectsTouched(effect.intent.operations)) moved.add(id);
  if (effect.fx === 'append')
    for (const record of effect.records) {
      if (record.kind !== 'begin' || record.intent.observation === null) continue;
      if (edits.has(record.intent.observation.edit))
        yield `${record.n} is an edit in a file that asked at the time, in life ${life}`;
    }
  if (effect.fx !== 'send') return;
  const { session, message } = effect;
  const file = opened.get(session);
  if (file === undefined) return;
  if (message.type === 'live') opened.delete(session);
  if (message.type === 'take_inventory') file.moved.clear();
  if (file.answered) return;
  if (message.type === 'apply' || message.type === 'adopt')
    yield `${session} was sent ${message.n} while its file was not in step`;
  if (message.type !== 'patch') return;
  const written = [...message.objects.map(({ id }) => id), ...message.removed];
  const byItself = written.find((id) => !file.moved.has(id));
  if (byItself !== undefined)
    yield `the file of ${session} was brought up to date in ${byItself}, and nobody had said so`;
}

/** Which file of a scene is worked on changes with a person's answer, or with what its engine saves it as. */
function* nobodyElseSaysWhichOne(facts: Facts): Iterable<string> {
  let said: { readonly position: number; readonly scene: string; readonly file: string }[] = [];
  for (const event of facts.events) {
    // What the disk never had is not known to anybody any more.
    if (event.at === 'lost') said = said.filter(({ position }) => position < event.from);
    if (event.at !== 'step') continue;
    for (const effect of event.effects) {
      if (effect.fx !== 'append') continue;
      for (const [index, record] of effect.records.entries()) {
        if (record.kind !== 'files') continue;
        const { scene, live } = record;
        const before = said.findLast((each) => each.scene === scene)?.file ?? live.file;
        said.push({ position: effect.position + index, scene, file: live.file });
        if (before !== live.file && !saysWhichOne(event, record))
          yield `“${record.live.title}” became the file that is worked on, and nobody had said so`;
      }
    }
  }
}

function saysWhichOne({ input }: Step, { live, by }: Extract<LedgerRecord, { kind: 'files' }>): boolean {
  if (input.in === 'command') return by === 'person' && input.command.do === 'answer_copy';
  // What a disk refused is written again when it takes it: that was said before.
  if (input.in !== 'frame') return true;
  return input.message.type === 'saved_as' && input.message.file === live.file;
}
