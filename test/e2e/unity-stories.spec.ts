/** The same ten stories with the Unity adapter's core in a process of its own, and what only Unity does. */
import { test } from './fixtures.ts';
import { tellOfDifferences } from './stories/differences.ts';
import { tellOfEditing } from './stories/editing.ts';
import { tellOfFaults } from './stories/faults.ts';

test.use({ engineName: 'Unity' });
tellOfEditing('Unity');
tellOfFaults('Unity');
tellOfDifferences('Unity');
