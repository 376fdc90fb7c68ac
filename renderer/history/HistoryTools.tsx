import { Download, FolderOpen, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { HistoryFilter, TableFormat } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Popup } from '../components/Popup.tsx';
import type { useAsk } from '../components/useAsk.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './HistoryTools.module.css';

interface HistoryToolsProps {
  readonly filter: HistoryFilter;
  /** Changes that pass. */
  readonly count: number;
  readonly asking: ReturnType<typeof useAsk>;
}

/** What can be done with the history as a whole, one at a time. */
export function HistoryTools({ filter, count, asking }: HistoryToolsProps) {
  const words = strings.history;
  const busy = useRoom((room) => room.historyWork?.state === 'running') || asking.busy;
  const isCopy = useRoom((room) => room.status !== null && room.status.copy !== null);
  return (
    <>
      <Button small disabled={busy} onClick={() => void asking.run('verify_history', {})}>
        <ShieldCheck aria-hidden="true" />
        {words.verify}
      </Button>
      <SaveMenu filter={filter} count={count} asking={asking} busy={busy} isCopy={isCopy} />
      {isCopy ? null : (
        <Button small disabled={busy} onClick={() => void asking.run('open_bundle', {})}>
          <FolderOpen aria-hidden="true" />
          {words.open}
        </Button>
      )}
    </>
  );
}

function SaveMenu({
  filter,
  count,
  asking,
  busy,
  isCopy,
}: HistoryToolsProps & { readonly busy: boolean; readonly isCopy: boolean }) {
  const [open, setOpen] = useState(false);
  const words = strings.history;
  const table = (format: TableFormat): void => {
    setOpen(false);
    void asking.run('write_history_table', { filter, format });
  };
  const copy = (): void => {
    setOpen(false);
    void asking.run('write_bundle', {});
  };
  return (
    <Popup
      open={open}
      onOpenChange={(next) => setOpen(next && !busy)}
      label={words.saveLabel}
      align="end"
      trigger={
        <Button small disabled={busy}>
          <Download aria-hidden="true" />
          {words.save}
        </Button>
      }
    >
      <ul className={styles.menu}>
        <Way name={words.saveCsv} text={words.saveShown(count)} onClick={() => table('csv')} />
        <Way name={words.saveJson} text={words.saveShown(count)} onClick={() => table('jsonl')} />
        {isCopy ? null : <Way name={words.saveCopy} text={words.saveCopyHint} onClick={copy} />}
      </ul>
    </Popup>
  );
}

function Way({
  name,
  text,
  onClick,
}: {
  readonly name: string;
  readonly text: string;
  readonly onClick: () => void;
}) {
  return (
    <li>
      <button type="button" className={styles.way} onClick={onClick}>
        <span>{name}</span>
        <small>{text}</small>
      </button>
    </li>
  );
}
