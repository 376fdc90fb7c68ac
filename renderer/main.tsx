import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { followAppearance } from './settings/appearance.ts';
import { start } from './store/actions.ts';
import { strings } from './strings.ts';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no #root to draw into.');

if (window.vibesync === undefined) {
  root.textContent = strings.problems.noBridge;
} else {
  const ends = [followAppearance(), start(window.vibesync)];
  window.addEventListener('pagehide', () => ends.forEach((end) => end()), { once: true });
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
