/** A file that differs from the shared scene, object by object, as rows to choose from (living with engines, rule 3). */
import type { FileDifference } from '#app/control-room/index.ts';
import { facetValue } from '#app/scene/index.ts';
import type { ObjectId, Scene, SceneObject } from '#app/scene/index.ts';
import { strings } from '../strings.ts';
import { valueRows } from './facets.ts';
import type { Reading, ValueRow } from './facets.ts';
import { compareNames } from './outline.ts';

/** One object to take from the file or from the shared scene: what each holds, line by line. */
export interface FileRow {
  readonly id: ObjectId;
  readonly name: string;
  readonly lines: readonly ValueRow[];
}

/** From the shared scene of this moment to what the file holds; by name, as the outline lists them. */
export function fileRows(
  differences: readonly FileDifference[],
  scene: Scene,
  reading: Reading,
): readonly FileRow[] {
  const rows = differences.map(({ id, name, states }) => {
    const inFile = states.find(({ facet }) => facet === 'existence')?.value as SceneObject | null | undefined;
    // What only the file has is known from the file alone.
    const seen: Reading = {
      ...reading,
      object: (each) => reading.object(each) ?? (each === id ? (inFile ?? undefined) : undefined),
    };
    return {
      id,
      name: name === '' ? strings.change.deletedObject : name,
      lines: states.flatMap(({ facet, value }) =>
        valueRows(id, facet, facetValue(scene, id, facet) ?? null, value, seen),
      ),
    };
  });
  return rows.sort((a, b) => compareNames(a.name, b.name));
}
