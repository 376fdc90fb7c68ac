/**
 * How the window looks, put on the page. The system's wish for contrast is answered here and not by a rule of the sheet,
 * which would have to hold every colour of high contrast a second time.
 */
import type { SettingsView } from '#app/control-room/index.ts';

type Chosen = Pick<SettingsView, 'theme' | 'followsContrast' | 'lessMotion'>;

const MORE_CONTRAST = '(prefers-contrast: more)';
/** Until the settings were read. */
let chosen: Chosen = { theme: 'dark', followsContrast: true, lessMotion: false };

/** Dresses the page now, and again whenever the system wishes otherwise. @returns a function that ends it */
export function followAppearance(): () => void {
  const wish = matchMedia(MORE_CONTRAST);
  wish.addEventListener('change', dress);
  dress();
  return () => wish.removeEventListener('change', dress);
}

export function choose(next: Chosen): void {
  chosen = next;
  dress();
}

function dress(): void {
  const { dataset } = document.documentElement;
  const wantsContrast = chosen.followsContrast && matchMedia(MORE_CONTRAST).matches;
  dataset['theme'] = wantsContrast ? 'contrast' : chosen.theme;
  dataset['motion'] = chosen.lessMotion ? 'less' : 'system';
}
