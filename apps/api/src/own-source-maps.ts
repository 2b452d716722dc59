/**
 * Source maps are read with the modules that have them, and kept. Ours are ES modules, all of which are loaded before the first one
 * runs; most packages are CommonJS and are loaded as they are imported, with maps of 10 MB that tell of no line of ours.
 *
 * To be imported before everything else.
 */
const wereEnabled = process.sourceMapsEnabled;
process.setSourceMapsEnabled(false);

/** Once all packages are there. */
export const enableSourceMapsAgain = (): void => process.setSourceMapsEnabled(wereEnabled);
