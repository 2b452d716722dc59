import { isNode, requireMade } from './arguments/made.js';
import type { ReadersOf } from './arguments/options.js';
import { callback, whole } from './arguments/scalars.js';
import { optional, required, signature } from './arguments/signature.js';
import type { ActionOptions, NoBlock } from './async/action-options.js';
import { ActionRunner } from './async/action-runner.js';
import {
  type Acting,
  declareAction,
  declareEither,
  declareMaking,
  giveActions,
  type Making,
  type Nowait,
  RUNNER,
  type Started,
  type Twin,
} from './async/declared-actions.js';
import type { JobKind } from './async/job-kinds.js';
import { limitOf, WAIT_OPTIONS, withinLimit } from './async/limited.js';
import { compileAction } from './compile/compile-action.js';
import type { CompiledAction } from './compile/compiled-action.js';
import { schemasOf } from './compile/source/describe-sources.js';
import type { StartOptions, WaitOptions } from './execution/executor.js';
import { answerForeignNames } from './foreign-names/answer.js';
import { FRAME_NAMES } from './foreign-names/names.js';
import { formatTable } from './format-table.js';
import type { Action } from './plan/action.js';
import { asNode } from './plan/frames.js';
import type { Plan } from './plan/plan.js';
import { plansToDescribe } from './resolve/sources.js';
import type { Row } from './row.js';
import type { Session } from './session.js';
import { shownName } from './sql/identifier.js';
import { isQuery } from './sql/is-query.js';
import { StructType } from './types/struct-type.js';
import type { ResultColumn } from './values/result-column.js';

/** The actions of a frame. Each has a twin, `collectNowait` and so on, that comes back with a handle as soon as the query is under way. */
export interface FrameActionTable<S extends object> {
  /**
   * All rows, in memory.
   *
   * @example
   * ```ts
   * for (const row of await session.table('orders').sort('id').collect()) console.log(row.get('ID')); // → 1n
   * const job = await session.table('orders').collectNowait();
   * console.log((await job.result()).length); // → 3
   * ```
   */
  collect: Acting<[], unknown, 'rows', S>;
  /**
   * How many rows there are.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').count()); // → 3
   * ```
   */
  count: Acting<[], unknown, 'count', S>;
  /**
   * The first row, or null; with a number, that many rows as a list. Which is first, only a sort decides.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * const dearest = session.table('orders').sort(col('amount').desc());
   * console.log((await dearest.first())?.get('AMOUNT')); // → 30n
   * console.log((await dearest.first(2)).length); // → 2
   * ```
   */
  first: First<S>;
  /**
   * Rows as they arrive: `for await (const row of frame.toLocalIterator())`. Memory is bounded by a batch; ending the loop early
   * stops what feeds it.
   *
   * @example
   * ```ts
   * let total = 0n;
   * for await (const row of session.table<{ AMOUNT: bigint }>('orders').toLocalIterator()) total += row.get('AMOUNT');
   * console.log(total); // → 60n
   * ```
   */
  toLocalIterator: Acting<[], unknown, 'iterator', S>;
  /**
   * An Apache Arrow table; the types are those of `arrowType`.
   *
   * @example
   * ```ts
   * const table = await session.table('orders').toArrow();
   * console.log(table.numRows); // → 3
   * ```
   */
  toArrow: Acting<[], unknown, 'arrow', S>;
  /**
   * Arrow record batches as they arrive, as `toLocalIterator` gives rows; one without rows where there are none, for its schema.
   *
   * @example
   * ```ts
   * let rows = 0;
   * for await (const batch of session.table('orders').toArrowBatches()) rows += batch.numRows;
   * console.log(rows); // → 3
   * ```
   */
  toArrowBatches: Acting<[], unknown, 'arrowBatches', S>;
  /**
   * Prints the first rows as a table. A job of it prints when its result is asked for.
   *
   * @example
   * ```ts
   * await session.table('orders').sort('id').show(1); // → north
   * ```
   */
  show: Making<[rows?: number], ShowOptions, undefined, S>;
}

interface First<S extends object> extends Twin<FirstNowait<S>> {
  (options?: ActionOptions): Promise<Row<S> | null>;
  (options: NoBlock): Started<Row<S> | null, S>;
  (rows: number, options?: ActionOptions): Promise<Row<S>[]>;
  (rows: number, options: NoBlock): Started<Row<S>[], S>;
}
interface FirstNowait<S extends object> {
  (options?: StartOptions): Started<Row<S> | null, S>;
  (rows: number, options?: StartOptions): Started<Row<S>[], S>;
}

export interface FrameActions<S extends object> extends FrameActionTable<S>, Nowait<FrameActionTable<S>> {}

/**
 * What a frame can be asked for. Every action goes to Snowflake when it is called; with `{ block: false }`, or by its `…Nowait`
 * twin, it comes back with a handle as soon as the query is under way.
 *
 * @throws SnowflakeError with what Snowflake answered, UsageError if the plan cannot be compiled.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: `giveActions` below gives the class what the table says
export class FrameActions<S extends object> {
  #schema: Promise<StructType<S>> | undefined;

  constructor(
    protected readonly runner: ActionRunner,
    readonly plan: Plan,
  ) {
    requireMade(
      () => runner instanceof ActionRunner && isNode(plan),
      'DataFrame',
      'session.table(…), session.sql(…) or another frame',
    );
  }

  /** @internal */
  get [RUNNER](): ActionRunner {
    return this.runner;
  }

  /**
   * The session that the frame is of.
   *
   * @example
   * ```ts
   * console.log(session.table('orders').session === session); // → true
   * ```
   */
  get session(): Session {
    return this.runner.session;
  }

  /**
   * The columns with their types. Asks Snowflake once; nothing runs.
   *
   * @example
   * ```ts
   * const schema = await session.table('orders').schema();
   * console.log(schema.names.join()); // → ID,REGION,AMOUNT
   * ```
   */
  schema(options?: WaitOptions): Promise<StructType<S>>;
  async schema(...given: readonly unknown[]): Promise<StructType<S>> {
    const [options] = SCHEMA.read(given);
    return withinLimit(this.#described(), limitOf(options));
  }

  #described(): Promise<StructType<S>> {
    this.#schema ??= this.runner.describe(this.plan).then(
      (columns) => StructType.ofColumns<S>(columns),
      (error: unknown) => {
        this.#schema = undefined;
        throw error;
      },
    );
    return this.#schema;
  }

  /**
   * The names of the columns, as they would be written: in quotes where folding would change them.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').columns()); // → [ 'ID', 'REGION', 'AMOUNT' ]
   * ```
   */
  columns(options?: WaitOptions): Promise<readonly string[]>;
  async columns(...given: readonly unknown[]): Promise<readonly string[]> {
    return (await this.schema(COLUMNS.read(given)[0])).names.map(shownName);
  }

  /**
   * What `collect` would send, for a reader: generated objects have placeholder names.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * console.log((await session.table('orders').filter(col('amount').gt(10)).queries()).main.text); // → WHERE ("AMOUNT" > ?)
   * ```
   */
  queries(options?: WaitOptions): Promise<CompiledAction>;
  async queries(...given: readonly unknown[]): Promise<CompiledAction> {
    const [options] = QUERIES.read(given);
    return withinLimit(this.#queries(), limitOf(options));
  }

  async #queries(): Promise<CompiledAction> {
    const action: Action = { kind: 'collect', plan: this.plan };
    const describe = (plan: Plan) => this.runner.executor.describe(plan);
    const schemas = await schemasOf(action, describe);
    const described = new Map<Plan, readonly ResultColumn[]>();
    for (const plan of plansToDescribe(action)) described.set(plan, await describe(plan));
    return compileAction(action, { temporary: { kind: 'session', prefix: 'FIRN_TEMP' }, schemas, described });
  }
}

answerForeignNames(FrameActions.prototype, 'DataFrame', FRAME_NAMES);

export interface ShowOptions {
  /** Characters of a cell before it is cut. Default 50. */
  readonly maxWidth?: number;
  /** Where the text goes. Default `console.log`. */
  readonly print?: (text: string) => void;
}

export const limited = (input: Plan, rows: number, offset = 0): Plan => asNode({ kind: 'limit', input, rows, offset });

/** `first(5)` and not `first()`: what is no object is meant as a number of rows. */
const isCounted = ([first]: readonly unknown[]): boolean => first !== undefined && typeof first !== 'object';

type Frame = FrameActions<object>;
const ROWS = required('rows', whole(0));
const SHOWN = { maxWidth: whole(1), print: callback<(text: string) => void>() } satisfies ReadersOf<ShowOptions>;
const collected = (kind: JobKind) => declareAction(kind, [], {}, ({ plan }: Frame) => ({ kind: 'collect', plan }));

giveActions<Frame, FrameActionTable<object>>(FrameActions.prototype, {
  collect: collected('rows'),
  count: declareAction('count', [], {}, ({ plan }: Frame) => ({ kind: 'count', plan })),
  first: declareEither(
    isCounted,
    declareAction('rows', [ROWS], {}, ({ plan }: Frame, rows) => ({ kind: 'collect', plan: limited(plan, rows) })),
    declareAction('first', [], {}, ({ plan }: Frame) => ({ kind: 'first', plan })),
  ),
  toLocalIterator: collected('iterator'),
  toArrow: collected('arrow'),
  toArrowBatches: collected('arrowBatches'),
  show: declareMaking(
    'rows',
    [optional('rows', whole(0), 10)],
    SHOWN,
    ({ plan }: Frame, rows, { maxWidth = 50, print = (text: string) => console.log(text) }) => ({
      // What is no query has no LIMIT: its first rows are read, and no more.
      action: { kind: 'collect', plan: plan.kind === 'sql' && !isQuery(plan.text) ? plan : limited(plan, rows) },
      read: async (result) => print(await formatTable(result, rows, maxWidth)),
    }),
  ),
});

const describing = (call: string) => signature(call, optional('options', WAIT_OPTIONS, {}));
const SCHEMA = describing('schema');
const COLUMNS = describing('columns');
const QUERIES = describing('queries');
