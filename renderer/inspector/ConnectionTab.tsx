import type { SessionView } from '#app/control-room/index.ts';
import { SessionDetails } from '../places/SessionDetails.tsx';
import styles from './ConnectionTab.module.css';

/** The connection of an engine, as under Engines, in the inspector's width. */
export function ConnectionTab({ session }: { readonly session: SessionView }) {
  return (
    <div className={styles.connection}>
      <SessionDetails session={session} />
    </div>
  );
}
