import styles from './Swatch.module.css';

/** A colour value, beside its figures. */
export function Swatch({ colour }: { readonly colour: string | null }) {
  if (colour === null) return null;
  return (
    <svg className={styles.swatch} viewBox="0 0 10 10" aria-hidden="true">
      <rect x="0.5" y="0.5" width="9" height="9" rx="1.5" fill={colour} />
    </svg>
  );
}
