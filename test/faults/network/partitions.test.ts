/** One engine of two is cut off in every phase of a change, in every way a wire breaks. */
import { describe, expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { moved } from '#test/scripted/objects.ts';
import type { Kind } from './engine.ts';
import type { Event } from './judge.ts';
import { otherThan, sharedRig, victims } from './rig.ts';
import type { Rig } from './rig.ts';
import type { Message } from './wire.ts';

const PHASES = [
  'queued',
  'begun',
  'sent',
  'applied',
  'acknowledged',
  'finishing',
  'confirmed',
  'taken back',
] as const;
type Phase = (typeof PHASES)[number];

/** How it breaks; whoever is only silent is found out by its heartbeats. */
const WAYS = ['cut', 'reset in mid-frame', 'half-open', 'deaf', 'mute'] as const;
type Way = (typeof WAYS)[number];

/** Longer than any time-out of the core, the retry of the breaker included. */
const FOUND_OUT_MS = 8_000;

const theRig = sharedRig();

describe.each(WAYS)('FAIL-4 ORD-5 a wire that is %s', (way) => {
  it.each(PHASES)(
    'while a change is %s: the other goes on, and who was cut off is in step again',
    async (phase) => {
      const those = victims(PHASES.indexOf(phase) + WAYS.indexOf(way));
      for (const victim of those) await partition(theRig(), victim, phase, way);
      const row = way === 'cut' ? 19 : 20;
      shown({
        ids: ['FAIL-4', 'ORD-5'],
        row,
        how: `a wire is ${way} in each phase of a change`,
        runs: those.length,
      });
    },
  );
});

async function partition(rig: Rig, victim: Kind, phase: Phase, way: Way): Promise<void> {
  const wire = rig.wires[victim];
  const other = otherThan(victim);
  const crate = await rig.commitObject('Crate');
  let isBroken = false;
  const breakNow = (message: Message = { type: 'release', halt: 1 }): void => {
    isBroken = true;
    if (way === 'cut') wire.cut();
    else if (way === 'reset in mid-frame')
      wire.resetWithin(message.type === 'applied' ? 'to_host' : 'to_engine', message);
    else wire.hold(...(way === 'half-open' ? BOTH : way === 'deaf' ? TO_ENGINE : TO_HOST));
  };
  /** Breaks the wire at the first message of this type on it, which is lost or held with it. */
  const breakAt = (type: Message['type']): void => {
    wire.rule = (_direction, message) => {
      if (isBroken || message.type !== type) return 'pass';
      breakNow(message);
      return way === 'cut' || way === 'reset in mid-frame' ? [] : 'pass';
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
      void rig.when('it to begin', isLog('begin'), () => breakNow());
      break;
    case 'sent':
      breakAt('apply');
      break;
    case 'applied':
      breakAt('applied');
      break;
    case 'finishing':
      void rig.when('it to be written', isLog('commit'), () => breakNow());
      break;
    case 'confirmed':
      breakAt('confirm');
      break;
    case 'taken back':
      breakAt('compensate');
      break;
  }
  const voted = isHeld ? rig.when(`the vote of ${victim}`, isMessage(victim, 'applied')) : null;
  const first = await rig.submit(moved(crate, 1, 2, 3), { op: 'rename', id: crate, name: `Kiste ${crate}` });
  await voted;
  if (phase === 'queued')
    await rig.submit({ op: 'set_visibility', id: crate, visibility: { viewport: false, render: true } });
  if (phase === 'queued' || phase === 'acknowledged') breakNow();
  if (phase === 'taken back') await rig.host.command({ do: 'halt', by: 'a person' });
  if (isHeld) rig.wires[other].mend();
  if (phase === 'taken back') {
    await rig.room.until('the wire to break', () => isBroken);
    await rig.host.command({ do: 'resume', scope: 'everyone' });
  }
  // A wire that is only silent takes its time to be found out.
  if (way !== 'cut' && way !== 'reset in mid-frame') {
    await rig.room.until('the wire to break', () => isBroken);
    await rig.pass(FOUND_OUT_MS, [other]);
  }
  if (phase !== 'taken back') await rig.room.outcome(first);
  // The other goes on by itself.
  const aside = await rig.submit({ op: 'set_property', id: crate, key: 'mass', value: 2 });
  expect(await rig.room.outcome(aside)).toBe('committed');
  expect(rig.problems([other])).toEqual([]);

  wire.rule = () => 'pass';
  wire.mend();
  if (way !== 'cut' && way !== 'reset in mid-frame') await rig.pass(FOUND_OUT_MS, [other]);
  await rig.settle();
  expect(rig.problems()).toEqual([]);
}

const BOTH = ['to_engine', 'to_host'] as const;
const TO_ENGINE = ['to_engine'] as const;
const TO_HOST = ['to_host'] as const;

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
