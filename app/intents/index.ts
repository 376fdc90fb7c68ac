export * from './intent.ts';
