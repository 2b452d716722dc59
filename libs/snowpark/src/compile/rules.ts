import type { Plan } from '../plan/plan.js';
import type { SetOperator } from '../plan/words.js';
import type { From, Level } from './level.js';

/**
 * What the compiler may write shorter than one SELECT for each step. Each rule keeps rows, names and types; each can be left out,
 * or replaced, alone (`CompileContext.rules`).
 */
export interface Rules {
  /** New output columns take the place of the level's own: `select`, `withColumn`, `rename`, `drop`, `toDf`. */
  readonly columns: (level: Level) => boolean;
  /** A condition joins its WHERE. */
  readonly filter: (level: Level) => boolean;
  /** Keys join its ORDER BY. */
  readonly sort: (level: Level) => boolean;
  /** A limit joins a level that has none yet. An order is never parted from the limit that follows it. */
  readonly limit: (level: Level) => boolean;
  /** Of two limits in a row the smaller one is written. */
  readonly limits: () => boolean;
  readonly distinct: (level: Level) => boolean;
  /** Groups are made where the rows are chosen. */
  readonly aggregate: (level: Level) => boolean;
  /** Operands of one set operator stand in a row, without parentheses around those before. */
  readonly chain: (left: From, operator: SetOperator) => boolean;
  /** A node that is used several times is a common table expression. */
  readonly share: (plan: Plan) => boolean;
  /** What reads rows whatever their order reads a query without ORDER BY. */
  readonly unordered: () => boolean;
  /** A level leaves out columns that nothing over it reads, and is left out itself where it then only chooses columns. */
  readonly prune: () => boolean;
}

/** A limit has chosen its rows: nothing that chooses or orders rows may come before it again. */
const takesRows = (level: Level): boolean =>
  level.limit === null && !level.distinct && !level.closed && (level.items?.rowwise ?? true);

export const RULES: Rules = Object.freeze({
  columns: (level: Level) => !level.distinct && !level.closed,
  filter: takesRows,
  sort: takesRows,
  limit: () => true,
  limits: () => true,
  distinct: (level: Level) =>
    takesRows(level) && (level.orderBy === null || (level.items === null && level.orderedByColumns)),
  aggregate: (level: Level) => level.limit === null && !level.distinct && !level.closed && level.read !== null,
  chain: (left: From, operator: SetOperator) => left.kind === 'query' && left.set === operator,
  share: () => true,
  unordered: () => true,
  prune: () => true,
});
