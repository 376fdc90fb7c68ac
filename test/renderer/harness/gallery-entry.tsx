/**
 * `npm run gallery`: every component in every state, and every part of the window with the fixtures that tests use.
 * `?part=NAME&state=STATE` shows one part alone; the gallery frames these. `?section=NAME` shows one section of them, and
 * `?components` none.
 */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '../../../renderer/styles/tokens.css';
import '../../../renderer/styles/base.css';
import { createRoot } from 'react-dom/client';
import { start } from '../../../renderer/store/actions.ts';
import { store } from '../../../renderer/store/store.ts';
import { fakeBridge } from './fake-bridge.ts';
import { fixture } from './fixtures.ts';
import { forceStates } from './force-states.ts';
import { bringAbout, PARTS } from './gallery-parts.tsx';
import type { PartName } from './gallery-parts.tsx';
import { Gallery } from './gallery.tsx';
import styles from './gallery.module.css';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no #root to draw into.');
const asked = new URLSearchParams(location.search);
const part = asked.get('part') as PartName | null;
const bridge = fakeBridge(fixture(asked.get('state') ?? 'calm'));
const attached = new Promise<void>((resolve) => {
  const stop = store.subscribe(({ room }) => {
    if (room.link !== 'live') return;
    stop();
    resolve();
  });
});
Object.assign(window, { vibesync: bridge.api });
start(bridge.api);
if (part === null) {
  createRoot(root).render(
    <Gallery parts={asked.has('components') ? 'none' : (asked.get('section') ?? 'all')} />,
  );
  forceStates();
} else {
  const Part = PARTS[part];
  createRoot(root).render(
    <main className={styles.part} data-part={part}>
      <Part />
    </main>,
  );
  forceStates();
  await attached;
  await bringAbout(bridge, asked);
}
document.documentElement.dataset['ready'] = 'true';
