import { Axis3d, Box, Lightbulb, Video } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Kind } from '#app/scene/index.ts';

const ICONS: Readonly<Record<Kind, LucideIcon>> = {
  empty: Axis3d,
  mesh: Box,
  light: Lightbulb,
  camera: Video,
};

/** The kind of an object; its name is read out with the row. */
export function KindIcon({ kind }: { readonly kind: Kind }) {
  const Icon = ICONS[kind];
  return <Icon aria-hidden="true" strokeWidth={1.6} />;
}
