import { useState } from 'react';
import type { ChosenFolder } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { Segmented } from '../components/Segmented.tsx';
import { useAsk } from '../components/useAsk.ts';
import { strings } from '../strings.ts';
import { NameField } from './NameField.tsx';
import { showMenu } from './projects.ts';
import styles from './ProjectMenu.module.css';

/** What it is called, and where its folder is made. Main asks for a folder: no path is typed here. */
export function NewProject({ usualFolder }: { readonly usualFolder: string }) {
  const [name, setName] = useState('');
  const [where, setWhere] = useState<'usual' | 'chosen'>('usual');
  const [chosen, setChosen] = useState<ChosenFolder | null>(null);
  const { busy, problem, run } = useAsk();
  const words = strings.projects;
  const folder = where === 'usual' ? usualFolder : (chosen?.folder ?? null);
  const usable = name.trim() !== '' && folder !== null && !busy;
  const choose = async (): Promise<void> => {
    const answer = await run('choose_project_folder', {});
    if (answer !== null && answer.folder !== null) setChosen(answer);
  };
  return (
    <form
      className={styles.form}
      aria-label={words.newTitle}
      onSubmit={(event) => {
        event.preventDefault();
        if (!usable) return;
        void run('new_project', { name: name.trim(), where }).then((answer) => {
          if (answer !== null) showMenu(null);
        });
      }}
    >
      <h2 className={styles.heading}>{words.newTitle}</h2>
      <NameField name={name} onChange={setName} />
      <div className={styles.field}>
        <span>{words.where}</span>
        <Segmented
          label={words.where}
          value={where}
          options={[
            { value: 'usual', label: words.usual },
            { value: 'chosen', label: words.chosen },
          ]}
          onChange={setWhere}
        />
      </div>
      {where === 'chosen' ? (
        <Button small disabled={busy} onClick={() => void choose()}>
          {words.choose}
        </Button>
      ) : null}
      <p className={styles.folder}>{folder === null ? words.chooseFirst : words.inFolder(folder)}</p>
      {where === 'chosen' && chosen !== null && chosen.warning !== null ? (
        <Problem text={words.warnings[chosen.warning]} />
      ) : null}
      <Problem text={problem} />
      <footer className={styles.actions} data-end>
        <Button onClick={() => showMenu('list')}>{words.back}</Button>
        <Button look="primary" type="submit" disabled={!usable}>
          {words.make}
        </Button>
      </footer>
    </form>
  );
}
