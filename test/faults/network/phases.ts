/** The phases of a change in which something can happen to one engine of two, and a change that is brought into each. */
import { moved } from '#test/scripted/objects.ts';
import type { Kind } from './engine.ts';
import type { Event } from './judge.ts';
import { otherThan } from './rig.ts';
import type { Rig } from './rig.ts';
import type { Message } from './wire.ts';

export const PHASES = [
  'queued',
  'begun',
  'sent',
  'applied',
  'acknowledged',
  'finishing',
  'confirmed',
  'taken back',
] as const;
export type Phase = (typeof PHASES)[number];

/** What happens to the victim, within the very turn. */
export interface Happening {
  /** Whether the message at which it happens is lost with it. */
  readonly takesMessage: boolean;
  /** @param message the one on its way, where there is one */
  readonly begin: (message: Message | null) => void;
}

export interface Caught {
  readonly crate: string;
  /** The change that was on its way. */
  readonly first: string;
}

/** Brings a change on its way, and lets it happen to the victim in that phase. Returns once it has. */
export async function catchIn(
  rig: Rig,
  victim: Kind,
  phase: Phase,
  { takesMessage, begin }: Happening,
): Promise<Caught> {
  const wire = rig.wires[victim];
  const other = otherThan(victim);
  const crate = await rig.commitObject('Crate');
  let hasBegun = false;
  const now = (message: Message | null = null): void => {
    hasBegun = true;
    begin(message);
  };
  /** At the first message of this type on the wire. */
  const atMessage = (type: Message['type']): void => {
    wire.rule = (_direction, message) => {
      if (hasBegun || message.type !== type) return 'pass';
      now(message);
      return takesMessage ? [] : 'pass';
    };
  };
  // A vote that is late holds the number open, so that the phases can be told apart.
  const isHeld = phase === 'queued' || phase === 'acknowledged' || phase === 'taken back';
  if (isHeld) rig.wires[other].hold('to_host');

  switch (phase) {
    case 'queued':
    case 'acknowledged':
      break;
    case 'begun':
      void rig.when('it to begin', isLog('begin'), () => now());
      break;
    case 'sent':
      atMessage('apply');
      break;
    case 'applied':
      atMessage('applied');
      break;
    case 'finishing':
      void rig.when('it to be written', isLog('commit'), () => now());
      break;
    case 'confirmed':
      atMessage('confirm');
      break;
    case 'taken back':
      atMessage('compensate');
      break;
  }
  const voted = isHeld ? rig.when(`the vote of ${victim}`, isMessage(victim, 'applied')) : null;
  const first = await rig.submit(moved(crate, 1, 2, 3), { op: 'rename', id: crate, name: `Kiste ${crate}` });
  await voted;
  if (phase === 'queued')
    await rig.submit({ op: 'set_visibility', id: crate, visibility: { viewport: false, render: true } });
  if (phase === 'queued' || phase === 'acknowledged') now();
  if (phase === 'taken back') await rig.host.command({ do: 'halt', by: 'a person' });
  if (isHeld) rig.wires[other].mend();
  await rig.room.until(`it to happen to ${victim}`, () => hasBegun);
  if (phase === 'taken back') await rig.host.command({ do: 'resume', scope: 'everyone' });
  return { crate, first };
}

function isLog(kind: 'begin' | 'commit'): (event: Event) => boolean {
  return (event) => event.at === 'log' && event.record.kind === kind;
}

function isMessage(engine: Kind, type: Message['type']): (event: Event) => boolean {
  return (event) =>
    event.at === 'wire' &&
    event.engine === engine &&
    event.news.what === 'message' &&
    event.news.message.type === type;
}
