/** Undo and redo over a history that only grows, against an editor's two stacks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChangeView } from '../../../app/control-room/index.ts';
import { ownUndoOf } from '../../../renderer/model/own-undo.ts';

const change = (n: number, part: Partial<ChangeView> = {}): ChangeView => ({
  n,
  earlier: [],
  id: `change-${n}`,
  joined: [],
  actor: { kind: 'person', id: 'person', name: 'you' },
  state: 'committed',
  label: `change ${n}`,
  class: 'cosmetic',
  objects: [],
  reason: null,
  why: '',
  forced: false,
  takesBack: null,
  time: '2026-11-30T10:00:00.000Z',
  ...part,
});
const byAgent = { actor: { kind: 'agent', id: 'agent:a', name: 'a' } } as const;

describe('undo and redo of what the person did here', () => {
  it('has nothing where nothing was done', () => {
    expect(ownUndoOf([])).toEqual({ undo: null, redo: null });
  });

  it('takes back the newest of the person’s own, whoever was after it', () => {
    const changes = [change(1), change(2), change(3, byAgent), change(4, { state: 'aborted' })];
    expect(ownUndoOf(changes)).toEqual({ undo: { n: 2, label: 'change 2' }, redo: null });
  });

  it('makes again what was taken back, under the name that it had', () => {
    const undone = [change(1), change(2), change(3, { takesBack: 2, label: 'take back 2' })];
    expect(ownUndoOf(undone)).toEqual({
      undo: { n: 1, label: 'change 1' },
      redo: { n: 3, label: 'change 2' },
    });
    const redone = [...undone, change(4, { takesBack: 3, label: 'take back 3' })];
    expect(ownUndoOf(redone)).toEqual({ undo: { n: 4, label: 'change 2' }, redo: null });
  });

  it('leaves out what a rule of theirs decided meanwhile, and goes on making again over it', () => {
    const changes = [change(1), change(2), change(3, { takesBack: 2 }), change(4, { byRule: true })];
    expect(ownUndoOf(changes)).toEqual({
      undo: { n: 1, label: 'change 1' },
      redo: { n: 3, label: 'change 2' },
    });
  });

  it('counts the taking back of somebody else’s change as something that was done', () => {
    const changes = [change(1, byAgent), change(2, { takesBack: 1, label: 'take back 1' })];
    expect(ownUndoOf(changes)).toEqual({ undo: { n: 2, label: 'take back 1' }, redo: null });
  });

  it('goes as the two stacks of an editor do, whatever is pressed', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('do', 'undo', 'redo', 'agent'), { maxLength: 40 }), (presses) => {
        const log: ChangeView[] = [];
        const done: string[] = [];
        const undone: string[] = [];
        for (const press of presses) {
          const n = log.length + 1;
          const { undo, redo } = ownUndoOf(log);
          expect([undo?.label, redo?.label]).toEqual([done.at(-1), undone.at(-1)]);
          if (press === 'agent') log.push(change(n, byAgent));
          else if (press === 'do') {
            log.push(change(n));
            done.push(`change ${n}`);
            undone.length = 0;
          } else {
            const step = press === 'undo' ? undo : redo;
            if (step === null) continue;
            log.push(change(n, { takesBack: step.n, label: `take back ${step.n}` }));
            const [from, to] = press === 'undo' ? [done, undone] : [undone, done];
            to.push(from.pop() as string);
          }
        }
      }),
    );
  });
});
