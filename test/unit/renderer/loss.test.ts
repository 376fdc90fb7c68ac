import { expect, test } from 'vitest';
import { takenSentences } from '../../../renderer/model/taking-back.ts';

test('R15: taking back says what engines alone had and does not come back', () => {
  expect(takenSentences({ taken: 3, of: 3, staying: [], loss: { bare: 2, goes: 1 } })).toEqual([
    'All 3 values go back.',
    '2 objects come back with place, name and properties alone: geometry, modifiers and materials are gone from the engines.',
    '1 object goes from the engines with geometry, modifiers and materials: that cannot be brought back.',
  ]);
  expect(takenSentences({ taken: 3, of: 3, staying: [] })).toEqual(['All 3 values go back.']);
});
