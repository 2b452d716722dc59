import { once } from './duck-text.js';
import { DECFLOAT, type SnowType } from './snow-type.js';
import type { Emitted } from './typed.js';

/** A DECFLOAT that a function of this server gives. Its values are held in one spelling each: see `number-text/decfloat.ts`. */
export const decfloatOf = (sql: string, nullable: boolean): Emitted => ({
  sql,
  type: DECFLOAT,
  physical: 'varchar',
  nullable,
});

/** A text of DuckDB's as a DECFLOAT; what is no number stops the statement. */
export const textToDecfloat = (value: Emitted): Emitted =>
  decfloatOf(`sf_decfloat(CAST(${value.sql} AS VARCHAR))`, value.nullable);

/** `operator` of two DECFLOATs: 38 digits, rounded half away from zero. */
export const decfloatArithmetic = (operator: string, left: Emitted, right: Emitted): Emitted =>
  decfloatOf(`sf_decfloat_apply('${operator}', ${left.sql}, ${right.sql})`, left.nullable || right.nullable);

/** Rounds to so many digits after the point, in one of the ways that `roundDecfloat` knows. */
export const roundedDecfloat = (value: Emitted, scale: string, way: 'half' | 'cut' | 'up' | 'down'): Emitted =>
  decfloatOf(`sf_decfloat_round(${value.sql}, CAST(${scale} AS INTEGER), '${way}')`, true);

/** -1, 0 or 1. */
export const decfloatSign = (sql: string): string =>
  once(
    [sql],
    (v) => `CASE WHEN ${v} = '0' THEN 0 WHEN starts_with(${v}, '-') THEN -1 WHEN ${v} IS NOT NULL THEN 1 END`,
  );

export const isDecfloat = (type: SnowType): boolean => type.kind === 'decfloat';
