export * from './intent.ts';
export * from './hash.ts';
