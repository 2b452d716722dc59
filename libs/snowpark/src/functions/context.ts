import { COLUMN_ONLY, constantOf } from '../arguments/columns.js';
import { FINITE, whole } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import type { Column } from '../column.js';
import type { Numeric } from '../values/value.js';
import { called, ofNothing } from './define.js';

export const currentUser = ofNothing<string>('currentUser', 'CURRENT_USER');
export const currentRole = ofNothing<string | null>('currentRole', 'CURRENT_ROLE');
export const currentDatabase = ofNothing<string | null>('currentDatabase', 'CURRENT_DATABASE');
export const currentSchema = ofNothing<string | null>('currentSchema', 'CURRENT_SCHEMA');
export const currentWarehouse = ofNothing<string | null>('currentWarehouse', 'CURRENT_WAREHOUSE');
export const currentSession = ofNothing<string>('currentSession', 'CURRENT_SESSION');
export const currentVersion = ofNothing<string>('currentVersion', 'CURRENT_VERSION');

// Anew for each row: a level of SELECT that holds one is not merged with a filter.

export function random(seed?: number): Column<bigint, string, never>;
export function random(...given: readonly unknown[]) {
  return called('RANDOM', RANDOM.read(given), 'volatile');
}
export const uuidString = ofNothing<string>('uuidString', 'UUID_STRING', 'volatile');
export const seq4 = ofNothing<bigint>('seq4', 'SEQ4', 'volatile');
export const seq8 = ofNothing<bigint>('seq8', 'SEQ8', 'volatile');
export function uniform(
  min: number,
  max: number,
  generator?: Column<Numeric, string, never>,
): Column<Numeric, string, never>;
export function uniform(...given: readonly unknown[]) {
  const [min, max, generator = random().expr] = UNIFORM.read(given);
  return called('UNIFORM', [min, max, generator], 'volatile');
}

const RANDOM = signature('random', optional('seed', constantOf(whole())));
const UNIFORM = signature(
  'uniform',
  required('min', constantOf(FINITE)),
  required('max', constantOf(FINITE)),
  optional('generator', COLUMN_ONLY),
);
