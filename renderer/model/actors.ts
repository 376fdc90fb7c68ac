/** How an author is named and coloured: a lane, a mark with a shape, a phrase. */
import type { AgentView, SessionView } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { strings } from '../strings.ts';

export const TONES = ['override', 'you', 'blender', 'unity', 'engine', 'agent'] as const;
/** Names a colour token; the mark's shape follows it as well, so that colour never stands alone. */
export type Tone = (typeof TONES)[number];

const ENGINE_PREFIX = 'engine:';
const AGENT_PREFIX = 'agent:';
const PERSON_ID = 'person';

/**
 * `blender` → `Blender`, a second Unity `unity-2` → `Unity 2`; an engine without a known name shows as it called itself
 * (untrusted plain text).
 */
export function engineName(engine: string): string {
  if (engine === '') return strings.engines.unnamed;
  const [, kind = engine, number] = /^(.+?)(?:-(\d+))?$/su.exec(engine) ?? [];
  const name = Object.hasOwn(strings.engines.names, kind) ? strings.engines.names[kind] : undefined;
  if (name === undefined) return engine;
  return number === undefined ? name : `${name} ${number}`;
}

export function engineTone(engine: string): Tone {
  if (engine.startsWith('blender')) return 'blender';
  return engine.startsWith('unity') ? 'unity' : 'engine';
}

export function sessionName(session: Pick<SessionView, 'engine' | 'kind'>): string {
  return engineName(session.engine === '' ? session.kind : session.engine);
}

/** What its artist opens and saves there: a file, or a scene. */
export function fileWord({ kind }: Pick<SessionView, 'kind'>): string {
  return strings.engines.fileOf(kind);
}

export function stateWord(session: Pick<SessionView, 'kind' | 'state' | 'file' | 'copy'>): string {
  if (session.file !== null) return strings.files.states[session.file.isLeft ? 'left' : session.file.age];
  if (session.copy?.isLive === false) return strings.files.states.copy;
  const word = strings.engines.states[session.state];
  return typeof word === 'string' ? word : word(fileWord(session));
}

/** What its state means, in a sentence. */
export function stateHint(session: Pick<SessionView, 'kind' | 'state'>): string {
  const hint = strings.engines.stateHints[session.state];
  return typeof hint === 'string' ? hint : hint(fileWord(session));
}

export function toneOf(actor: Actor): Tone {
  switch (actor.kind) {
    case 'override':
      return 'override';
    case 'person':
      return 'you';
    case 'agent':
      return 'agent';
    case 'engine':
      return engineTone(engineOf(actor));
  }
}

/** In a sentence: `you`, `you, in Blender`, `set-dresser`. */
export function actorPhrase(actor: Actor): string {
  switch (actor.kind) {
    case 'override':
      return strings.actors.override;
    case 'person':
      return strings.actors.you;
    case 'agent':
      return actor.name;
    case 'engine':
      return strings.actors.youIn(engineName(engineOf(actor)));
  }
}

/** `Blender`, `Blender and Unity`. */
export function engineNames(engines: readonly string[]): string {
  return engines.map(engineName).join(strings.actors.and);
}

/** By the id alone, as the shelf keeps it; an agent that is known no more shows by its id. */
export function authorName(id: string, agents: readonly AgentView[]): string {
  if (id === PERSON_ID) return strings.actors.you;
  if (!id.startsWith(AGENT_PREFIX))
    return engineName(id.startsWith(ENGINE_PREFIX) ? id.slice(ENGINE_PREFIX.length) : id);
  return agents.find(({ agent }) => agent === id)?.name ?? id;
}

/** As the head of a lane: `You · Blender`. */
export function laneLabel(actor: Actor): string {
  switch (actor.kind) {
    case 'override':
      return strings.timeline.lanes.override;
    case 'person':
      return strings.timeline.lanes.you;
    case 'agent':
      return actor.name;
    case 'engine':
      return strings.timeline.lanes.engine(engineName(engineOf(actor)));
  }
}

export function engineOf(actor: Actor): string {
  return actor.id.startsWith(ENGINE_PREFIX) ? actor.id.slice(ENGINE_PREFIX.length) : actor.name;
}
