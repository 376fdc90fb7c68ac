import { expect, test } from 'vitest';
import { misfits } from '#main/orchestrator/taking-back-fit.ts';
import { box, Rig, uuid } from './bench-rig.ts';

test('an object that one value has gone and another has back is judged as what comes back', () => {
  const rig = new Rig();
  rig.submit(1, [{ op: 'create', object: box(2) }]);
  rig.sync();
  const gone = { id: uuid(1), facet: 'existence', value: null } as const;
  const back = { id: uuid(1), facet: 'existence', value: box(1, { name: box(2).name }) } as const;
  expect(misfits(rig.orchestrator.core, [gone, back])).toMatchObject([{ id: uuid(1), why: 'name_taken' }]);
});
