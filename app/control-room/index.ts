export * from './channels.ts';
export * from './contract.ts';
