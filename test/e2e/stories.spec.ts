/** The eleven stories of a working day, with real parts: the built application, a real Blender, a real MCP client. */
import { test } from './fixtures.ts';
import { tellOfDifferences } from './stories/differences.ts';
import { tellOfEditing } from './stories/editing.ts';
import { tellOfFaults } from './stories/faults.ts';
import { tellOfHands } from './stories/hands.ts';

test.use({ engineName: 'Blender' });
tellOfEditing('Blender');
tellOfFaults('Blender');
tellOfDifferences('Blender');
tellOfHands();
