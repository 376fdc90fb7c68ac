/** A history as text, one line an event: what a person reads first when a seed fails. */
import type { History, HistoryEvent, RecordedEffect, RecordedInput } from './history.ts';

/** Long enough to tell ids of one run apart. */
const ID_DIGITS = 6;

/** @param only keeps the lines that contain it */
export function* trace(history: History, only = ''): Iterable<string> {
  for (const [index, event] of history.events.entries()) {
    const line = lineOf(event);
    if (line === null) continue;
    const short = `${index} ${line}`.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, (id) =>
      id.slice(0, ID_DIGITS),
    );
    if (only === '' || short.includes(only)) yield short;
  }
}

function lineOf(event: HistoryEvent): string | null {
  switch (event.at) {
    case 'start':
      return `── life ${event.life} (${event.started}${event.readOnly ? ', read-only' : ''}) at revision ${event.revision}${effects(event.effects)}`;
    case 'step': {
      const out = effects(event.effects);
      if (event.input.in === 'tick' && out === '' && event.jumpMs === 0) return null;
      return `${event.worldMs} ms ▶ ${inputOf(event.input)}${event.jumpMs > 0 ? ` after a sleep of ${event.jumpMs} ms` : ''}${out}`;
    }
    case 'engine': {
      const { at: _at, engine, session: _session, honest, did, ...rest } = event;
      return `  [${engine}${honest ? '' : ', not honest'}] ${did} ${JSON.stringify(rest, plain)}`;
    }
    case 'read':
    case 'merges':
      return null;
    default:
      return `  ${JSON.stringify(event)}`;
  }
}

function inputOf(input: RecordedInput): string {
  switch (input.in) {
    case 'frame': {
      const { type, ...rest } = input.message;
      return `${input.session}: ${type} ${JSON.stringify(rest)}`;
    }
    case 'submit': {
      const { id, base, operations } = input.submission;
      return `${input.actor.id} submits ${id} on ${base.revision} after [${base.after.join()}] ${JSON.stringify(operations)}`;
    }
    case 'command':
      return `click ${JSON.stringify(input.command)}`;
    case 'durable':
      return `durable to ${input.position}`;
    default:
      return JSON.stringify(input);
  }
}

function effects(list: readonly RecordedEffect[]): string {
  return list
    .map((effect) => {
      switch (effect.fx) {
        case 'append':
          return `\n      ${effect.position} append ${effect.records.map((record) => JSON.stringify(record)).join(' ')}`;
        case 'send': {
          const { type, ...rest } = effect.message;
          return type === 'ping' ? '' : `\n      → ${effect.session}: ${type} ${JSON.stringify(rest)}`;
        }
        case 'settled':
          return `\n      ${effect.id} is ${effect.state}${effect.n === null ? '' : ` as ${effect.n}`}${effect.reason === null ? '' : ` (${effect.reason.code})`}`;
        case 'reply':
          return `\n      answer ${JSON.stringify(effect.answer)}`;
        case 'wake':
        case 'changed':
        case 'objects':
          return '';
        default:
          return `\n      ${JSON.stringify(effect)}`;
      }
    })
    .join('');
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map) return `${value.size} objects`;
  return value instanceof Set ? [...(value as Set<unknown>)] : value;
}
