/**
 * `npm run gallery`: every component in every state, and every card and notice with the fixtures that tests use.
 * `?cards=STATE` shows the cards of one made-up state alone; the gallery frames these. `?components` leaves them out.
 */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '../../../renderer/styles/tokens.css';
import '../../../renderer/styles/base.css';
import { createRoot } from 'react-dom/client';
import { NeedsYou } from '../../../renderer/needs/NeedsYou.tsx';
import { start } from '../../../renderer/store/actions.ts';
import { fakeBridge } from './fake-bridge.ts';
import { fixture } from './fixtures.ts';
import { forceStates } from './force-states.ts';
import { Gallery } from './gallery.tsx';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no #root to draw into.');
const asked = new URLSearchParams(location.search);
const cards = asked.get('cards');
start(fakeBridge(fixture(cards ?? 'calm')).api);
createRoot(root).render(cards === null ? <Gallery withCards={!asked.has('components')} /> : <NeedsYou />);
forceStates();
