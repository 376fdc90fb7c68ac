/** What refreshing an engine would change there, counted before it happens (rule 2). All figures are objects. */
export interface PreviewView {
  readonly objects: number;
  /** They are shared, and it has them not. */
  readonly missing: number;
  /** They were shared once, and only it has them still. */
  readonly extra: number;
  /** By what of them differs; an object may count in several. */
  readonly differing: Readonly<Record<DifferingPart, number>>;
  /** Objects of which it holds something of its own: that goes on the shelf first. */
  readonly kept: number;
}

export const DIFFERING_PARTS = ['transform', 'name', 'parent', 'visibility', 'properties'] as const;
export type DifferingPart = (typeof DIFFERING_PARTS)[number];
