import { DUCK_AGGREGATES } from '../functions/duck-functions.js';

/** What the nesting of a statement costs DuckDB. */
export interface NestCost {
  /** Sub-queries inside each other and common tables after each other: each is one level of DuckDB's own recursion, or several. */
  readonly queryLevels: number;
  /** Sub-queries in the expressions of one query, beside each other: each is joined to the rows of that query. */
  readonly joinedQueries: number;
  /** Those of them behind IN, ANY and ALL. */
  readonly memberQueries: number;
  /** Those of them that read columns of a query around them. */
  readonly correlatedQueries: number;
  /** Windows of one query that differ in their parts or their order. */
  readonly windows: number;
  /** Queries inside each other that DuckDB's filter pushdown visits twice for each one around them. */
  readonly pushedDown: number;
  /** Characters times the levels of the expression that they stand in, beyond the first `FLAT` of these. */
  readonly expressionWork: number;
}

/** What stands in front of a parenthesis, as far as it says what is in it. */
export interface Opening {
  readonly at: number;
  readonly before: string;
  readonly isQuery: boolean;
  /** Whether it is a source of FROM, a common table or a branch of a set operation, and no part of an expression. */
  readonly isRelation: boolean;
  readonly isCommonTable: boolean;
  /** Whether it is a query whose rows are compared with a value. */
  readonly isMember: boolean;
}

interface Nest {
  /** Of a window: where it begins. */
  readonly window: number | null;
  readonly isMember: boolean;
  readonly isQuery: boolean;
  readonly isRelation: boolean;
  readonly isOfSet: boolean;
  /** Levels of an expression inside its query. */
  readonly level: number;
  /** The common table that it defines. */
  readonly defines: string | null;
  /** Of a query: whether it groups, or has aggregates or windows of parts. */
  isPushedAgain: boolean;
  /** Of a query: the sub-queries in its expressions. */
  joined: number;
  members: number;
  correlated: number;
  windows: Set<string> | null;
  /** The lowest numbers of the sources that it has and reads: those of a query around it are lower than its own. */
  lowestOwn: number;
  lowestRead: number;
  /** The deepest inside of it. */
  levels: number;
  pushedDown: number;
}

/** What makes DuckDB push filters into a query once more. */
const PUSHED_AGAIN: ReadonlySet<string> = new Set(['GROUP', 'HAVING', 'PARTITION']);
const AGGREGATES: ReadonlySet<string> = new Set(DUCK_AGGREGATES);
const LEANING: ReadonlySet<string> = new Set(['INTERSECT', 'EXCEPT']);
const COMMON_TABLE = /^w\d+$/;
const LETTER_W = 'w'.charCodeAt(0);
/** Levels that any expression has. */
export const FLAT = 32;
/** A sub-query of an expression is joined to the rows around it, and each side of these set operations planned with the other. */
const SEVERAL = 3;

/** Follows the parentheses of a statement in DuckDB SQL, from its start to its end. */
export class NestMeter {
  private readonly statement: Nest = {
    ...{ isQuery: true, isRelation: true, isOfSet: false, isMember: false, window: null, level: 0, defines: null },
    ...nothingCounted(),
  };
  private readonly nests: Nest[] = [this.statement];
  private readonly queries: Nest[] = [this.statement];
  private readonly commonTables = new Map<string, number>();
  private lastCommonTable = '';
  private definitions = 0;
  private deepestPush = 0;
  private mostJoined = 0;
  private mostMembers = 0;
  private mostCorrelated = 0;
  private mostWindows = 0;
  private work = 0;
  private weighedTo = 0;

  constructor(private readonly sql: string) {}

  /** A source of FROM by its number: its definition, or a column of it. */
  source(number: number, isRead: boolean): void {
    const { query } = this;
    if (isRead) query.lowestRead = Math.min(query.lowestRead, number);
    else query.lowestOwn = Math.min(query.lowestOwn, number);
  }

  /** A word, before what it stands in front of is opened. */
  word(text: string): void {
    if (PUSHED_AGAIN.has(text)) this.query.isPushedAgain = true;
    if (text.charCodeAt(0) !== LETTER_W || !COMMON_TABLE.test(text)) return;
    // It is defined next, or read here.
    this.lastCommonTable = text;
    this.query.pushedDown = Math.max(this.query.pushedDown, this.commonTables.get(text) ?? 0);
  }

  /** A text that is stepped over: what is in it costs nothing. */
  text(from: number, to: number): void {
    this.weigh(from);
    this.weighedTo = to;
  }

  open({ at, before, isQuery, isRelation, isCommonTable, isMember }: Opening): void {
    this.weigh(at);
    if (AGGREGATES.has(before)) this.query.isPushedAgain = true;
    if (isCommonTable) this.definitions += 1;
    const nest: Nest = {
      isQuery,
      isRelation,
      isOfSet: LEANING.has(before),
      level: isQuery ? 0 : this.nest.level + 1,
      isMember,
      window: before === 'OVER' ? at : null,
      defines: isCommonTable ? this.lastCommonTable : null,
      ...nothingCounted(),
    };
    this.nests.push(nest);
    if (isQuery || isCommonTable) this.queries.push(nest);
  }

  /** `isBranch`: of a set operation, whose operator follows. */
  close(at: number, isBranch: boolean): void {
    const closed = this.nest;
    if (closed === this.statement) return;
    this.weigh(at);
    this.nests.pop();
    const inExpression = closed.isQuery && !closed.isRelation && !isBranch;
    const own = closed.isOfSet || inExpression ? SEVERAL : closed.isQuery ? 1 : 0;
    this.nest.levels = Math.max(this.nest.levels, closed.levels + own);
    if (closed.window !== null) this.closeWindow(this.sql.slice(closed.window, at));
    if (closed !== this.query) return;
    this.queries.pop();
    if (inExpression) this.closeSubQuery(closed);
    this.query.lowestRead = Math.min(this.query.lowestRead, closed.lowestRead);
    this.query.lowestOwn = Math.min(this.query.lowestOwn, closed.lowestOwn);
    const pushed = pushesOf(closed) + (inExpression ? 1 : 0);
    this.deepestPush = Math.max(this.deepestPush, pushed);
    if (closed.defines === null) this.query.pushedDown = Math.max(this.query.pushedDown, pushed);
    else this.commonTables.set(closed.defines, pushed);
  }

  private closeSubQuery({ isMember, lowestRead, lowestOwn }: Nest): void {
    const { query } = this;
    this.mostJoined = Math.max(this.mostJoined, ++query.joined);
    if (isMember) this.mostMembers = Math.max(this.mostMembers, ++query.members);
    if (lowestRead < lowestOwn) this.mostCorrelated = Math.max(this.mostCorrelated, ++query.correlated);
  }

  private closeWindow(text: string): void {
    const { query } = this;
    query.windows ??= new Set();
    // Rows are sorted once for all frames over them.
    query.windows.add(text.replace(FRAME, ''));
    this.mostWindows = Math.max(this.mostWindows, query.windows.size);
  }

  cost(): NestCost {
    return {
      queryLevels: this.statement.levels + this.definitions,
      joinedQueries: this.mostJoined,
      memberQueries: this.mostMembers,
      correlatedQueries: this.mostCorrelated,
      windows: this.mostWindows,
      pushedDown: Math.max(this.deepestPush, pushesOf(this.statement)),
      expressionWork: this.work,
    };
  }

  private get nest(): Nest {
    return this.nests.at(-1) ?? this.statement;
  }

  private get query(): Nest {
    return this.queries.at(-1) ?? this.statement;
  }

  private weigh(to: number): void {
    const { level } = this.nest;
    if (level > FLAT) this.work += (to - this.weighedTo) * (level - FLAT);
    this.weighedTo = to;
  }
}

const nothingCounted = () => ({
  isPushedAgain: false,
  ...{ joined: 0, members: 0, correlated: 0, windows: null, levels: 0, pushedDown: 0 },
  lowestOwn: Number.POSITIVE_INFINITY,
  lowestRead: Number.POSITIVE_INFINITY,
});

const FRAME = / ?(?:ROWS|RANGE|GROUPS) BETWEEN .*$/s;

const pushesOf = ({ isPushedAgain, pushedDown }: Nest): number => pushedDown + (isPushedAgain ? 1 : 0);
