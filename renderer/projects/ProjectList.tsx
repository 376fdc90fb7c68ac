import { FolderOpen, FolderPlus, TriangleAlert, X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { ProjectView, ProjectsView } from '#app/control-room/index.ts';
import { Button, IconButton } from '../components/Button.tsx';
import { Keys } from '../components/Keys.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { useKeys } from '../shortcuts.ts';
import { formatDay } from '../numbers.ts';
import { strings } from '../strings.ts';
import { openProject, readProjects, showMenu, useProjects } from './projects.ts';
import styles from './ProjectMenu.module.css';

/** The open project, the others, and the ways to more of them. */
export function ProjectList({ view }: { readonly view: ProjectsView }) {
  const problem = useProjects((state) => state.problem);
  const { busy, problem: refused, run } = useAsk();
  const { current } = view;
  const words = strings.projects;
  const keysOf = useKeys();
  return (
    <>
      <section className={styles.current} aria-label={current.name}>
        <p className={styles.name}>{current.name}</p>
        <p className={styles.folder} data-selectable>
          {current.folder}
        </p>
        <Warning project={current} />
        <div className={styles.actions}>
          <Button small onClick={() => showMenu('rename')}>
            {words.rename}
          </Button>
          <Button
            small
            disabled={busy}
            onClick={() => void run('show_project', { project: current.project })}
          >
            {words.show}
          </Button>
        </div>
      </section>
      <Problem text={problem ?? refused} />
      <section aria-label={words.list}>
        <h2 className={styles.title}>{words.list}</h2>
        {view.recent.length === 0 ? <p className={styles.none}>{words.none}</p> : null}
        <ul className={styles.list} onKeyDown={stepByArrows}>
          {view.recent.map((project) => (
            <Row
              key={project.project}
              project={project}
              onRemove={() =>
                void run('remove_project', { project: project.project }).then(async () => readProjects())
              }
            />
          ))}
        </ul>
      </section>
      <div className={styles.more}>
        <button type="button" className={styles.way} onClick={() => showMenu('new')}>
          <FolderPlus aria-hidden="true" />
          <span>{words.create}</span>
          <Keys keys={keysOf('new_project')} />
        </button>
        <button type="button" className={styles.way} onClick={() => void openProject(null)}>
          <FolderOpen aria-hidden="true" />
          <span>{words.find}</span>
          <Keys keys={keysOf('open_project')} />
        </button>
      </div>
    </>
  );
}

function Row({ project, onRemove }: { readonly project: ProjectView; readonly onRemove: () => void }) {
  const { name, folder, opened, versions, problem } = project;
  const words = strings.projects;
  const when = opened === null ? words.never : words.opened(formatDay(opened));
  return (
    <li className={styles.row}>
      <button
        type="button"
        className={styles.one}
        title={folder}
        aria-label={words.openOne(name)}
        data-step
        onClick={() => void openProject(project.project)}
      >
        <span className={styles.name}>{name}</span>
        <span className={styles.folder}>{folder}</span>
        {problem === null ? (
          <span className={styles.facts}>
            {words.versions(versions)} · {when}
          </span>
        ) : (
          <span className={styles.problem}>
            <TriangleAlert aria-hidden="true" />
            {problem.message}
          </span>
        )}
      </button>
      <IconButton label={words.removeOne(name)} onClick={onRemove}>
        <X aria-hidden="true" />
      </IconButton>
    </li>
  );
}

function Warning({ project }: { readonly project: ProjectView }) {
  if (project.warning === null) return null;
  return (
    <p className={styles.problem}>
      <TriangleAlert aria-hidden="true" />
      {strings.projects.warnings[project.warning]}
    </p>
  );
}

/** From one project to the next, as in every list here. */
function stepByArrows(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-step]')];
  const at = rows.findIndex((row) => row.parentElement?.contains(document.activeElement) === true);
  event.preventDefault();
  rows[at + step]?.focus();
}
