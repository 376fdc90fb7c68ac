export * from './channels.ts';
export * from './contract.ts';
export * from './evidence.ts';
export * from './in-hands.ts';
export * from './merges.ts';
export * from './only-there.ts';
export * from './preview.ts';
