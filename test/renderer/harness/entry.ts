/** Puts a fake bridge in place, chosen by the address (`?state=main`), and then loads the shipped page's own entry. */
import { dayOf } from './day.ts';
import { fakeBridge } from './fake-bridge.ts';
import { fixture } from './fixtures.ts';

const asked = new URLSearchParams(location.search);
const bridge = fakeBridge(fixture(asked.get('state') ?? 'main'));
// The window opens while main still opens its ledger: it has asked for the project and waits.
if (asked.has('opening')) bridge.opened = bridge.holdBack('attach');
Object.assign(window, { vibesync: bridge.api, harness: bridge, day: dayOf(bridge) });
await import('../../../renderer/main.tsx');
