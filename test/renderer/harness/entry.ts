/** Puts a fake bridge in place, chosen by the address (`?state=main`), and then loads the shipped page's own entry. */
import { fakeBridge } from './fake-bridge.ts';
import { fixture } from './fixtures.ts';

const bridge = fakeBridge(fixture(new URLSearchParams(location.search).get('state') ?? 'main'));
Object.assign(window, { vibesync: bridge.api, harness: bridge });
await import('../../../renderer/main.tsx');
