import { UsageError } from '../errors.js';

/**
 * What an action may cost, wherever it runs. Nothing that grows with a plan is done before it is held to these.
 *
 * `sqlBytes` is Snowflake's own limit for the text of one statement.
 */
export const PLAN_LIMITS = Object.freeze({
  /** Nodes of plans and expressions as they are written: a node that is used several times counts once if it is written once. */
  nodes: 100_000,
  /** Nesting, where the first input of a node and the first operand of an expression are no nesting: chains have no depth. */
  depth: 500,
  /** UTF-8 bytes of one statement. */
  sqlBytes: 1_000_000,
});

/** Refuses what is beyond the budget. `what` says it with the figures. */
export const tooLarge = (what: string): UsageError =>
  new UsageError(
    'plan_too_large',
    `${what}. Save a part of it with saveAsTable and go on from that table, or load values with createDataFrame and join them.`,
  );

export const tooManyNodes = (nodes: number): string =>
  `The plan has ${counted(nodes)} nodes, and ${PLAN_LIMITS.nodes} are the most`;
export const tooDeep = (depth: number): string =>
  `The plan is nested ${counted(depth)} deep, and ${PLAN_LIMITS.depth} is the most`;
const tooMuchSql = (bytes: number, least: 'at least ' | ''): string =>
  `The SQL of the plan has ${least}${counted(bytes)} bytes, and ${PLAN_LIMITS.sqlBytes} are the most in one statement`;

/** Sums over shared parts grow past every exact number. */
const counted = (figure: number): string => (figure > 1e15 ? 'more than 1000000000000000' : String(figure));

/** @throws UsageError plan_too_large. */
export function checkSqlSize(bytes: number, least: 'at least ' | '' = ''): void {
  if (bytes > PLAN_LIMITS.sqlBytes) throw tooLarge(tooMuchSql(bytes, least));
}
