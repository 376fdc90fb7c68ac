import type { ObjectId } from '#app/scene/index.ts';
import { Swatch } from '../components/Swatch.tsx';
import type { ValueRow } from '../model/facets.ts';
import { selectObject } from '../store/actions.ts';
import { strings } from '../strings.ts';
import rows from './CardRows.module.css';

interface Props {
  readonly id: ObjectId;
  readonly name: string;
  readonly lines: readonly ValueRow[];
}

/** What changes of one object, from before to after, line by line; its name stands in the first and shows the object. */
export function ChangedLines({ id, name, lines }: Props) {
  return lines.map((line, index) => (
    <div key={line.what} className={rows.row}>
      {index === 0 ? (
        <button
          type="button"
          className={rows.name}
          title={strings.card.showObject(name)}
          onClick={() => selectObject(id)}
        >
          <span className={rows.object}>{name}</span>
          <span className={rows.what}> {line.what}</span>
        </button>
      ) : (
        <span className={rows.what}>{line.what}</span>
      )}
      <span className={rows.values}>
        <span className={rows.before}>
          <Swatch colour={line.swatches[0]} />
          {line.before}
        </span>
        <span className={rows.arrow}> → </span>
        <span className={rows.after}>
          <Swatch colour={line.swatches[1]} />
          {line.after}
        </span>
      </span>
    </div>
  ));
}
