import { PLAN_LIMITS } from '@firn/snowpark';

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
 * Limits of a job's JSON, so that whatever the library encodes within `PLAN_LIMITS` fits. An object is a node of a plan, or goes with
 * one: a column's type, a sort key. Brackets within brackets are a few for each level of a plan, and more where a chain of steps is
 * written as nodes within nodes. Rows of local data are lists of values. Nothing that the library encodes has more than some
 * twenty members in one object.
 */
export const JOB_JSON_LIMITS: JsonLimits = Object.freeze({
  depth: 40 * PLAN_LIMITS.depth,
  objects: 2 * PLAN_LIMITS.nodes,
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
