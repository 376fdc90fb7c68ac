import {
  Bot,
  Clock,
  CornerDownRight,
  Flag,
  Folder,
  GitCommitHorizontal,
  Redo2,
  Search,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { Mark } from '../components/Mark.tsx';
import { PLACE_ICONS } from '../places/icons.ts';
import { KindIcon } from '../scene/KindIcon.tsx';
import type { Look, PlainLook } from './entries.ts';

const ICONS: Readonly<Record<PlainLook, LucideIcon>> = {
  card: TriangleAlert,
  change: GitCommitHorizontal,
  version: Clock,
  action: CornerDownRight,
  agent: Bot,
  undo: Undo2,
  redo: Redo2,
  flag: Flag,
  project: Folder,
  search: Search,
};

/** The sign in front of an entry; its title says the same in words. */
export function EntrySign({ look }: { readonly look: Look }) {
  switch (look.of) {
    case 'mark':
      return <Mark tone={look.tone} />;
    case 'object':
      return <KindIcon kind={look.kind} />;
    case 'place':
      return <Icon as={PLACE_ICONS[look.place]} />;
    default:
      return <Icon as={ICONS[look.of]} />;
  }
}

function Icon({ as: Sign }: { readonly as: LucideIcon }) {
  return <Sign aria-hidden="true" strokeWidth={1.7} />;
}
