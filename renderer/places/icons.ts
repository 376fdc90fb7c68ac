import { Archive, CircleDot, EqualNot, List, Plug, Scale, Settings, ShieldCheck } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Place } from '../store/store.ts';

/** The signs of the places, wherever they are named. */
export const PLACE_ICONS: Readonly<Record<Place, LucideIcon>> = {
  control: CircleDot,
  conflicts: EqualNot,
  history: List,
  shelf: Archive,
  engines: Plug,
  rules: Scale,
  guarantees: ShieldCheck,
  settings: Settings,
};
