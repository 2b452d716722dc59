import { Column } from '../column.js';
import type { Numeric } from '../values/value.js';
import { call, constants, ofNothing } from './define.js';

export const currentUser = ofNothing<string>('CURRENT_USER');
export const currentRole = ofNothing<string | null>('CURRENT_ROLE');
export const currentDatabase = ofNothing<string | null>('CURRENT_DATABASE');
export const currentSchema = ofNothing<string | null>('CURRENT_SCHEMA');
export const currentWarehouse = ofNothing<string | null>('CURRENT_WAREHOUSE');
export const currentSession = ofNothing<string>('CURRENT_SESSION');
export const currentVersion = ofNothing<string>('CURRENT_VERSION');

// Anew for each row: a level of SELECT that holds one is not merged with a filter.

export const random = (seed?: number): Column<bigint, string, never> =>
  new Column(call('RANDOM', constants([seed]), 'volatile'));
export const uuidString = ofNothing<string>('UUID_STRING', 'volatile');
export const seq4 = ofNothing<bigint>('SEQ4', 'volatile');
export const seq8 = ofNothing<bigint>('SEQ8', 'volatile');
export const uniform = (
  min: number,
  max: number,
  generator: Column<Numeric, string, never> = random(),
): Column<Numeric, string, never> =>
  new Column(call('UNIFORM', [...constants([min, max]), generator.expr], 'volatile'));
