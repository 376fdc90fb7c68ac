import { Hand } from 'lucide-react';
import type { GrantView, PermissionsView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { useLeft } from '../components/useLeft.ts';
import { changesLeft, whereOf } from '../model/allowing.ts';
import { formatDuration } from '../numbers.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './FreeHands.module.css';

/** What goes on without being asked just now, counting down; one click ends it. */
export function FreeHands({ wide = false }: { readonly wide?: boolean }) {
  const permissions = useRoom((room) => room.permissions);
  if (permissions.grants.length === 0) return null;
  return (
    <ul className={styles.hands} aria-label={strings.approvals.hands} data-wide={wide || undefined}>
      {permissions.grants.map((grant) => (
        <FreeHand key={grant.id} grant={grant} of={permissions} />
      ))}
    </ul>
  );
}

function FreeHand({ grant, of }: { readonly grant: GrantView; readonly of: PermissionsView }) {
  const { busy, problem, run } = useAsk();
  const name = useAgentName(grant.agent);
  const leftMs = useLeft(of, grant.leftMs);
  const words = strings.approvals;
  return (
    <li className={styles.hand}>
      <Hand aria-hidden="true" />
      <span className={styles.who}>
        <b>{name}</b> {grant.task ?? words.noTask}
      </span>
      <span className={styles.left} role="timer">
        {formatDuration(leftMs)}
      </span>
      <Button
        small
        disabled={busy}
        aria-label={words.endLabel(name)}
        onClick={() => void run('end_free_hand', { grant: grant.id })}
      >
        {words.end}
      </Button>
      <span className={styles.what}>
        {words.mostWords[grant.most]} · {whereOf(grant)} ·{' '}
        {words.handsLeft(changesLeft(grant), grant.changes)}
      </span>
      <Problem text={problem} />
    </li>
  );
}

/** An agent by the name of its key; one that is gone, by what there is. */
export function useAgentName(agent: string): string {
  return useRoom((room) => room.agents.find((each) => each.agent === agent)?.name ?? agent);
}
