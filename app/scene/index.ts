/** The shared scene: its model, its operations and their algebra. */
export * from './model.ts';
export * from './values.ts';
export * from './operations.ts';
export * from './lookups.ts';
export * from './apply.ts';
export * from './encoding.ts';
export * from './compare.ts';
export * from './toward.ts';
export * from './part.ts';
