/** Keys of undo and redo against a main that takes its time. */
import { afterEach, expect, test, vi } from 'vitest';
import type { ChangeView } from '#app/control-room/index.ts';
import { changeRoom } from '../../../renderer/store/store.ts';
import { undo } from '../../../renderer/store/undo.ts';
import { fixture } from '../../renderer/harness/fixtures.ts';

const [CHANGE] = fixture('main').snapshot.changes as [ChangeView, ...ChangeView[]];
const OWN: ChangeView = {
  ...CHANGE,
  n: 7,
  state: 'committed',
  takesBack: null,
  actor: { kind: 'person', id: 'person', name: 'you' },
};

afterEach(() => vi.unstubAllGlobals());

/** A main that refuses each request once it is let go of. */
function slowMain(): { asked: string[]; letGo: () => void } {
  const asked: string[] = [];
  let letGo = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const request = async (name: string): Promise<unknown> => {
    asked.push(name);
    await gone;
    return { ok: false, reason: { code: 'halted', message: 'Everything is held.', path: null } };
  };
  vi.stubGlobal('window', { vibesync: { request } });
  changeRoom((room) => ({ ...room, pending: [], changes: { ...room.changes, tail: [OWN] } }));
  return { asked, letGo };
}

test('a key that is held down takes nothing back in advance', async () => {
  const { asked, letGo } = slowMain();
  const first = undo();
  const held = [undo(true), undo(true), undo(true)];
  letGo();
  await Promise.all([first, ...held]);
  expect(asked).toEqual(['take_back_change']);
  await undo(true);
  expect(asked).toHaveLength(2);
});

test('a key that is pressed again is heard, each in its turn', async () => {
  const { asked, letGo } = slowMain();
  const pressed = [undo(), undo()];
  letGo();
  await Promise.all(pressed);
  expect(asked).toEqual(['take_back_change', 'take_back_change']);
});
