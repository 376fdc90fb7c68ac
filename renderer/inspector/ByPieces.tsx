import { strings } from '../strings.ts';
import styles from './ByPieces.module.css';

/** Said before the click: what is taken back by more than one change. */
export function ByPieces({ pieces }: { readonly pieces: number }) {
  return pieces > 1 ? <p className={styles.pieces}>{strings.takeBackMore.pieces(pieces)}</p> : null;
}
