/** A whole history as one file: written, checked, and made a ledger of that can be looked at. */
export { checkBundle, unpackBundle, writeBundle } from './bundle.ts';
export { BUNDLE_EXTENSION } from './format.ts';
