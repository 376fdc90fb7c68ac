/** R7: changes that an engine proves to have been confirmed are missing. Nothing but a person's acceptance opens the log. */
import { expect, test } from 'vitest';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const PROVEN = 500;

/** An engine holds proof of a change that the log lacks. */
function prove(rig: Rig): void {
  const session = uuid(0xeff);
  rig.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
  rig.frame(session, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'unity', version: '1' },
    scene: { project: null, scene: null, saved_revision: null, title: 'untitled', unsaved: false },
    applied_through: null,
    receipt: { ledger: rig.state.ledger, n: PROVEN, head: 'a'.repeat(64), mac: 'f'.repeat(64) },
    masked: [],
  });
}

const answer = (rig: Rig): unknown => rig.effects.findLast(({ fx }) => fx === 'reply');

test('a damaged log is no lost one: it stays read-only, says why, and is opened by no acceptance', () => {
  const damaged = { code: 'damaged', message: 'Record 7 is damaged.', path: null };
  const rig = new Rig({ readOnly: damaged });
  const written = rig.records.length;
  prove(rig);
  expect(rig.orchestrator.core.ledgerReason).toEqual(damaged);
  rig.command({ do: 'accept_loss', lostThrough: PROVEN });
  expect(answer(rig)).toMatchObject({ answer: { ok: false, reason: { code: 'no_loss' } } });
  expect([rig.orchestrator.core.ledger, rig.records.length]).toEqual(['read_only', written]);
});

test('a disk that refuses, and takes things again, does not open it (ORD-2)', () => {
  const rig = new Rig();
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  prove(rig);
  rig.refuse();
  rig.wait(5_000);
  rig.submit(2, [{ op: 'create', object: box(2) }]);
  expect(answer(rig)).toMatchObject({ answer: { ok: false, reason: { code: 'ledger_read_only' } } });
  rig.command({ do: 'accept_loss', lostThrough: PROVEN });
  rig.sync();
  rig.submit(3, [{ op: 'create', object: box(3) }]);
  // Its lease, and then itself.
  rig.sync();
  rig.sync();
  expect(rig.statesOf(3).at(-1)).toBe('committed');
  expect(rig.state.revision).toBeGreaterThan(PROVEN);
});

test('what a person said meanwhile is written once they accept it (R28, R29)', () => {
  const rig = new Rig();
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.sync();
  rig.submit(20, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }], { channel: 'ai' });
  rig.sync();
  prove(rig);
  rig.command({ do: 'deny', id: uuid(20), reason: 'no' });
  rig.command({ do: 'halt', by: 'button' });
  rig.command({ do: 'accept_loss', lostThrough: PROVEN });
  rig.sync();
  expect(rig.state.waiting.size).toBe(0);
  expect(rig.records.filter(({ kind }) => kind === 'halt')).toEqual([
    { kind: 'halt', halt: 1, by: 'button' },
  ]);
  expect(rig.orchestrator.core.halt?.by).toBe('button');
});
