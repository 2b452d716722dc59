import { aggregates } from './aggregates.js';
import { chains } from './chains.js';
import { joins } from './joins.js';
import { nulls } from './nulls.js';
import type { Program } from './program.js';
import { reshaping } from './reshaping.js';
import { sets } from './sets.js';
import { stars } from './stars.js';
import { tables } from './tables.js';
import { values } from './values.js';
import { windows } from './windows.js';

/** By their names, which are those of the same programs in Python. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  ...joins,
  ...windows,
  ...nulls,
  ...reshaping,
  ...sets,
  ...aggregates,
  ...values,
  ...chains,
  ...tables,
  ...stars,
};
