import { useEffect, useState } from 'react';
import type { ProjectDataView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { formatBytes } from '../numbers.ts';
import { useProjects } from '../projects/projects.ts';
import { strings } from '../strings.ts';
import { Line, Section } from './Lines.tsx';
import styles from './Settings.module.css';

/** Where everything lies, how much it is, and what can be handed to who helps. */
export function Data({ id }: { readonly id: string }) {
  const [data, setData] = useState<ProjectDataView | null>(null);
  const [written, setWritten] = useState<string | null>(null);
  const project = useProjects((state) => state.view?.current.project ?? null);
  const { busy, problem, run } = useAsk();
  useEffect(() => {
    void run('read_project_data', {}).then(setData);
  }, [run]);
  const words = strings.appSettings;
  return (
    <Section id={id} title={words.data}>
      {data === null ? null : (
        <>
          <Line name={words.folder} hint={data.folder}>
            <Button
              small
              disabled={busy || project === null}
              onClick={() => void (project === null ? null : run('show_project', { project }))}
            >
              {words.show}
            </Button>
          </Line>
          <Line name={words.history} hint={words.historyHint}>
            <span className={styles.figure}>{formatBytes(data.ledgerBytes)}</span>
          </Line>
          <Line name={words.index} hint={words.indexHint}>
            <span className={styles.figure}>{formatBytes(data.historyBytes)}</span>
          </Line>
          <Line name={words.free}>
            <span className={styles.figure}>
              {data.freeBytes === null ? words.unknown : formatBytes(data.freeBytes)}
            </span>
          </Line>
          <Line name={words.computer} hint={`${words.computerHint} ${data.userData}`}>
            {null}
          </Line>
        </>
      )}
      <Line
        name={words.diagnostics}
        hint={written === null ? words.diagnosticsHint : words.exported(written)}
      >
        <Button
          small
          disabled={busy}
          onClick={() =>
            void run('export_diagnostics', {}).then((answer) => setWritten(answer?.path ?? null))
          }
        >
          {words.export}
        </Button>
      </Line>
      <Problem text={problem} />
    </Section>
  );
}
