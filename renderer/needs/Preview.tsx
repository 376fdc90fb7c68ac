// Not by the folder's door: the contract's schemas make code at run time, which the page's policy forbids.
import { DIFFERING_PARTS } from '#app/control-room/preview.ts';
import type { PreviewView } from '#app/control-room/index.ts';
import { formatCount } from '../numbers.ts';
import { strings } from '../strings.ts';
import styles from './OnlyThere.module.css';

/** What a refresh would change, counted by what of it differs, before anybody agrees to it (rule 2). */
export function Preview({
  preview,
  bare = false,
}: {
  readonly preview: PreviewView | null;
  /** Without what refreshing does: that stands elsewhere. */
  readonly bare?: boolean;
}) {
  if (preview === null) return null;
  const words = strings.questions.differences;
  const counts = [
    ...DIFFERING_PARTS.map((part) => [words[part], preview.differing[part]] as const),
    [words.missing, preview.missing] as const,
    [words.extra, preview.extra] as const,
  ];
  return (
    <>
      <ul className={styles.lines}>
        {counts
          .filter(([, count]) => count > 0)
          .map(([word, count]) => (
            <li key={word('')}>{word(formatCount(count))}</li>
          ))}
      </ul>
      {bare ? null : strings.questions.differencesText(preview.kept)}
    </>
  );
}
