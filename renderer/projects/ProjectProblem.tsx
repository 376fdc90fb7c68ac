import { TriangleAlert } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { useAsk } from '../components/useAsk.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from '../components/Banner.module.css';
import { readProjects, useProjects } from './projects.ts';

/** A project that was to be opened and could not be: which, where, why, and in which one the person is instead. */
export function ProjectProblem() {
  const problem = useProjects((state) => state.view?.problem ?? null);
  const current = useRoom((room) => room.status?.project.name ?? null);
  const { busy, run } = useAsk();
  const words = strings.projects;
  return (
    <div className={styles.place} role="status">
      {problem === null ? null : (
        <p className={styles.banner}>
          <TriangleAlert aria-hidden="true" />
          <span data-selectable>
            <strong>{words.failed(problem.name)}</strong> {problem.reason.message}{' '}
            {problem.reason.path ?? problem.folder} {current === null ? '' : words.stayed(current)}
          </span>
          <Button
            small
            disabled={busy}
            onClick={() => void run('dismiss_project_problem', {}).then(async () => readProjects())}
          >
            {words.dismiss}
          </Button>
        </p>
      )}
    </div>
  );
}
