import type { VersionsView } from '#app/control-room/index.ts';
import { strings } from '../strings.ts';
import { Line, Section } from './Lines.tsx';
import styles from './Settings.module.css';

/** What runs, and what is not promised. */
export function About({ id, versions }: { readonly id: string; readonly versions: VersionsView }) {
  const words = strings.settings;
  const more = strings.appSettings;
  const rows = [
    [words.app, versions.app],
    [words.electron, versions.electron],
    [more.chromium, versions.chromium],
    [more.node, versions.node],
    [more.system, versions.system],
  ] as const;
  return (
    <Section id={id} title={more.about}>
      {rows.map(([name, version]) => (
        <Line key={name} name={name}>
          <span className={styles.figure} data-selectable>
            {version}
          </span>
        </Line>
      ))}
      <Line name={more.licence} hint={more.licenceText}>
        {null}
      </Line>
      <h4 className={styles.subtitle}>{words.promises}</h4>
      <ul className={styles.promises}>
        {words.promisesText.map((promise) => (
          <li key={promise}>{promise}</li>
        ))}
      </ul>
    </Section>
  );
}
