/** How much one JSON document may hold. Depth is that of brackets within brackets. */
export interface JsonLimits {
  readonly depth: number;
  readonly objects: number;
  readonly values: number;
  /** Members of one object. */
  readonly members: number;
}

/** What a scan counted. */
export interface JsonSize {
  readonly bytes: number;
  readonly depth: number;
  readonly objects: number;
  readonly values: number;
}

/**
 * Limits of a job's JSON. An object is a node of a plan, a column's type or the like; rows of local data are lists of values.
 * Nothing that the library encodes has more than some twenty members in one object.
 */
export const JOB_JSON_LIMITS: JsonLimits = Object.freeze({
  depth: 20_000,
  objects: 200_000,
  values: 1_000_000,
  members: 256,
});

/** Limits of a file that a person writes for a process. */
export const FILE_JSON_LIMITS: JsonLimits = Object.freeze({
  depth: 32,
  objects: 100_000,
  values: 1_000_000,
  members: 256,
});

/** Limits of any other body, which are small objects. */
export const SMALL_JSON_LIMITS: JsonLimits = Object.freeze({ depth: 16, objects: 100, values: 1_000, members: 256 });
