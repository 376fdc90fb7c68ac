import { useState } from 'react';
import type { ProjectView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { strings } from '../strings.ts';
import { NameField } from './NameField.tsx';
import { showMenu } from './projects.ts';
import styles from './ProjectMenu.module.css';

export function RenameProject({ project }: { readonly project: ProjectView }) {
  const [name, setName] = useState(project.name);
  const { busy, problem, run } = useAsk();
  const words = strings.projects;
  const usable = name.trim() !== '' && !busy;
  return (
    <form
      className={styles.form}
      aria-label={words.renameTitle}
      onSubmit={(event) => {
        event.preventDefault();
        if (!usable) return;
        void run('rename_project', { project: project.project, name: name.trim() }).then((done) => {
          if (done !== null) showMenu('list');
        });
      }}
    >
      <h2 className={styles.heading}>{words.renameTitle}</h2>
      <NameField name={name} onChange={setName} />
      <p className={styles.folder}>{words.renameHint}</p>
      <Problem text={problem} />
      <footer className={styles.actions} data-end>
        <Button onClick={() => showMenu('list')}>{words.back}</Button>
        <Button look="primary" type="submit" disabled={!usable}>
          {words.keep}
        </Button>
      </footer>
    </form>
  );
}
