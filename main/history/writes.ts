/** What a record of the ledger says of an intent, and what its operations say of facets. */
import type { Intent } from '#app/intents/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';

/** @param record of a `begin`, or of a `propose` */
export function intentIn(record: string): Intent {
  return (JSON.parse(record) as { readonly intent: Intent }).intent;
}

/** The facets that an operation sets, with what it sets them to. A deletion ends an object's facets with its existence. */
export function* writesOf(operation: Operation): Generator<FacetState> {
  switch (operation.op) {
    case 'create': {
      const { object } = operation;
      const { id } = object;
      yield { id, facet: 'existence', value: object };
      yield { id, facet: 'name', value: object.name };
      yield { id, facet: 'parent', value: object.parent };
      yield { id, facet: 'transform', value: object.transform };
      yield { id, facet: 'visibility', value: object.visibility };
      for (const [key, value] of Object.entries(object.properties))
        yield { id, facet: `property:${key}`, value };
      return;
    }
    case 'delete':
      for (const id of [operation.id, ...operation.descendants])
        yield { id, facet: 'existence', value: null };
      return;
    case 'rename':
      yield { id: operation.id, facet: 'name', value: operation.name };
      return;
    case 'reparent':
      yield { id: operation.id, facet: 'parent', value: operation.parent };
      return;
    case 'set_transform':
      yield { id: operation.id, facet: 'transform', value: operation.transform };
      return;
    case 'set_visibility':
      yield { id: operation.id, facet: 'visibility', value: operation.visibility };
      return;
    case 'set_property':
      yield { id: operation.id, facet: `property:${operation.key}`, value: operation.value };
      return;
  }
}
