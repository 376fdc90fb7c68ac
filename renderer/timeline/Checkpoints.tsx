import { Flag } from 'lucide-react';
import { useState } from 'react';
import type { Checkpoint } from '#app/ledger/index.ts';
import { CHECKPOINT_LIMITS } from '#app/ledger/index.ts';
import { Button, IconButton } from '../components/Button.tsx';
import { Popup } from '../components/Popup.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { BringBackForm } from '../halt/BringBack.tsx';
import { formatCount } from '../numbers.ts';
import { compareWith } from '../store/past.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { playheadOf, showFlag } from '../store/timeline.ts';
import { strings } from '../strings.ts';
import styles from './Checkpoints.module.css';

/** Named versions: name the one on screen, and go to, compare, bring back, rename or forget those that have a name. */
export function Checkpoints({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const words = strings.checkpoints;
  return (
    <Popup
      open={open}
      onOpenChange={onOpenChange}
      label={words.title}
      trigger={
        <IconButton label={words.title} aria-keyshortcuts="m">
          <Flag aria-hidden="true" />
        </IconButton>
      }
    >
      <Panel onDone={() => onOpenChange(false)} />
    </Popup>
  );
}

function Panel({ onDone }: { readonly onDone: () => void }) {
  const checkpoints = useRoom((room) => room.checkpoints);
  const words = strings.checkpoints;
  const newestFirst = [...checkpoints].sort((a, b) => b.revision - a.revision);
  return (
    <div className={styles.panel}>
      <NewName />
      {checkpoints.length === 0 ? <p className={styles.none}>{words.none}</p> : null}
      <ul className={styles.list}>
        {newestFirst.map((checkpoint) => (
          <Row key={checkpoint.id} checkpoint={checkpoint} onDone={onDone} />
        ))}
      </ul>
    </div>
  );
}

function NewName() {
  const newest = useRoom((room) => room.status?.revision ?? 0);
  const version = useDesk(playheadOf) ?? newest;
  const isReadOnly = useIsReadOnly();
  const [name, setName] = useState('');
  const { busy, problem, run } = useAsk();
  const words = strings.checkpoints;
  const usable = name.trim() !== '' && !busy && !isReadOnly;
  return (
    <form
      className={styles.new}
      onSubmit={(event) => {
        event.preventDefault();
        if (!usable) return;
        void run('name_version', { name: name.trim(), revision: version }).then((done) => {
          if (done !== null) setName('');
        });
      }}
    >
      <label className={styles.field}>
        <span>{words.name(formatCount(version))}</span>
        <input
          type="text"
          maxLength={CHECKPOINT_LIMITS.name}
          placeholder={words.nameExample}
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <Button small type="submit" disabled={!usable}>
        {words.add}
      </Button>
      <Problem text={problem} />
    </form>
  );
}

function Row({ checkpoint, onDone }: { readonly checkpoint: Checkpoint; readonly onDone: () => void }) {
  const { id, name, revision } = checkpoint;
  const playhead = useDesk(playheadOf);
  const [doing, setDoing] = useState<'nothing' | 'renaming' | 'bringing' | 'removing'>('nothing');
  const [refused, setRefused] = useState<string | null>(null);
  const isReadOnly = useIsReadOnly();
  const { busy, problem, run } = useAsk();
  const words = strings.checkpoints;
  return (
    <li className={styles.row} data-shown={playhead === revision || undefined}>
      {doing === 'renaming' ? (
        <Rename checkpoint={checkpoint} onDone={() => setDoing('nothing')} />
      ) : (
        <button
          type="button"
          className={styles.name}
          title={words.go(name)}
          aria-label={words.go(name)}
          onClick={() => {
            showFlag(revision);
            onDone();
          }}
        >
          <Flag aria-hidden="true" />
          <span>{name}</span>
          <em>{formatCount(revision)}</em>
        </button>
      )}
      <div className={styles.actions}>
        {playhead === null || playhead === revision ? null : (
          <Button
            small
            look="quiet"
            aria-label={words.compareLabel(name)}
            onClick={() =>
              void compareWith(revision).then((why) => {
                setRefused(why);
                if (why === null) onDone();
              })
            }
          >
            {words.compare}
          </Button>
        )}
        <Button
          small
          look="quiet"
          disabled={isReadOnly}
          aria-expanded={doing === 'bringing'}
          aria-label={words.bringLabel(name)}
          onClick={() => setDoing(doing === 'bringing' ? 'nothing' : 'bringing')}
        >
          {words.bring}
        </Button>
        <Button
          small
          look="quiet"
          disabled={isReadOnly}
          aria-label={words.renameLabel(name)}
          onClick={() => setDoing('renaming')}
        >
          {words.rename}
        </Button>
        <Button
          small
          look="quiet"
          disabled={busy || isReadOnly}
          aria-label={doing === 'removing' ? undefined : words.removeLabel(name)}
          onBlur={() => setDoing((now) => (now === 'removing' ? 'nothing' : now))}
          onClick={() =>
            doing === 'removing' ? void run('remove_checkpoint', { checkpoint: id }) : setDoing('removing')
          }
        >
          {doing === 'removing' ? words.removeSure : words.remove}
        </Button>
      </div>
      {doing === 'bringing' ? <BringBackForm suggested={revision} onDone={onDone} /> : null}
      <Problem text={problem ?? refused} />
    </li>
  );
}

function Rename({
  checkpoint: { id, name },
  onDone,
}: {
  readonly checkpoint: Checkpoint;
  readonly onDone: () => void;
}) {
  const [typed, setTyped] = useState(name);
  const { busy, problem, run } = useAsk();
  const words = strings.checkpoints;
  return (
    <form
      className={styles.new}
      onSubmit={(event) => {
        event.preventDefault();
        if (busy || typed.trim() === '') return;
        void run('rename_checkpoint', { checkpoint: id, name: typed.trim() }).then((done) => {
          if (done !== null) onDone();
        });
      }}
    >
      <input
        type="text"
        aria-label={words.newName(name)}
        maxLength={CHECKPOINT_LIMITS.name}
        spellCheck={false}
        ref={(field) => field?.focus()}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onDone();
        }}
      />
      <Button small type="submit" disabled={busy || typed.trim() === ''}>
        {words.keep}
      </Button>
      <Button small look="quiet" onClick={onDone}>
        {words.cancel}
      </Button>
      <Problem text={problem} />
    </form>
  );
}

function useIsReadOnly(): boolean {
  return useRoom((room) => room.link !== 'live' || room.status?.ledger.state !== 'ok');
}
