export * from './values.ts';
export * from './adapter.ts';
