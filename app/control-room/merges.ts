/** Two sides changed different properties of an object at a time: both were kept, and either can be taken back (rule 2). */
import type { Actor } from '../intents/index.ts';
import type { Facet, FacetState } from '../scene/index.ts';
import type { SomeObjects } from './only-there.ts';

export interface MergeView {
  readonly id: string;
  readonly objects: SomeObjects;
  /** In the order of their numbers. */
  readonly sides: readonly [MergeSideView, MergeSideView];
  /** It folds away by itself after so long. */
  readonly staysMs: number;
}

export interface MergeSideView {
  readonly actor: Actor;
  /** What it changed, each once, in the order of their names. */
  readonly facets: readonly Facet[];
  /** Its newest number, and the change that has it. */
  readonly n: number;
  readonly intent: string;
  /** So many values of it stand as they were set; with none there is nothing to take back. */
  readonly stands: number;
  /** A person took it back. What stands of it all the same, it has set since. */
  readonly isTakenBack: boolean;
  /** The first few of those: what taking back would bring, and what stands. */
  readonly values: readonly { readonly before: FacetState; readonly after: FacetState }[];
}
