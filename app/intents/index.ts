export * from './intent.ts';
export * from './hash.ts';
export * from './label.ts';
