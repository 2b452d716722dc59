import { isNode, requireMade } from './arguments/made.js';
import { options, type ReadersOf } from './arguments/options.js';
import { callback, whole } from './arguments/scalars.js';
import { noArguments, optional, required, signature } from './arguments/signature.js';
import {
  ACTION_OPTIONS,
  type ActionOptions,
  type ActionStart,
  type NoBlock,
  START_OPTIONS,
} from './async/action-options.js';
import { ActionRunner } from './async/action-runner.js';
import type { ArrowBatch, ArrowTable } from './async/arrow-types.js';
import type { AsyncJob } from './async/async-job.js';
import { RUNNER } from './async/declared-actions.js';
import type { JobKind, JobResults } from './async/job-kinds.js';
import { type Streamed, streamed } from './async/streamed.js';
import { compileAction } from './compile/compile-action.js';
import type { CompiledAction } from './compile/compiled-action.js';
import { schemasOf } from './compile/describe-sources.js';
import type { StartOptions } from './execution/executor.js';
import { answerForeignNames } from './foreign-names/answer.js';
import { FRAME_NAMES } from './foreign-names/names.js';
import { formatTable } from './format-table.js';
import type { Action } from './plan/action.js';
import { asNode } from './plan/frames.js';
import type { Plan } from './plan/plan.js';
import { plansToDescribe } from './resolve/sources.js';
import type { Row } from './row.js';
import { shownName } from './sql/identifier.js';
import { isQuery } from './sql/is-query.js';
import { StructType } from './types/struct-type.js';
import type { ResultColumn } from './values/result-column.js';

type Job<S extends object, K extends JobKind> = AsyncJob<JobResults<S>[K], S>;

/**
 * What a frame can be asked for. Every action goes to Snowflake when it is called; with `{ block: false }`, or by its `…Nowait`
 * twin, it comes back with a handle as soon as the query is under way.
 *
 * @throws SnowflakeError with what Snowflake answered, UsageError if the plan cannot be compiled.
 */
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

  get [RUNNER](): ActionRunner {
    return this.runner;
  }

  /** All rows, in memory. */
  collect(options?: ActionOptions): Promise<Row<S>[]>;
  collect(options: NoBlock): Promise<Job<S, 'rows'>>;
  async collect(...given: readonly unknown[]): Promise<unknown> {
    return this.#act({ kind: 'collect', plan: this.plan }, 'rows', ...ACT.collect.read(given));
  }
  collectNowait(options?: StartOptions): Promise<Job<S, 'rows'>>;
  async collectNowait(...given: readonly unknown[]): Promise<Job<S, 'rows'>> {
    return this.runner.start<S, 'rows'>({ kind: 'collect', plan: this.plan }, 'rows', ...START.collect.read(given));
  }

  /** How many rows there are. */
  count(options?: ActionOptions): Promise<number>;
  count(options: NoBlock): Promise<Job<S, 'count'>>;
  async count(...given: readonly unknown[]): Promise<unknown> {
    return this.#act({ kind: 'count', plan: this.plan }, 'count', ...ACT.count.read(given));
  }
  countNowait(options?: StartOptions): Promise<Job<S, 'count'>>;
  async countNowait(...given: readonly unknown[]): Promise<Job<S, 'count'>> {
    return this.runner.start<S, 'count'>({ kind: 'count', plan: this.plan }, 'count', ...START.count.read(given));
  }

  /** The first row, or null; with a number, that many rows as a list. Which is first, only a sort decides. */
  first(options?: ActionOptions): Promise<Row<S> | null>;
  first(options: NoBlock): Promise<Job<S, 'first'>>;
  first(rows: number, options?: ActionOptions): Promise<Row<S>[]>;
  first(rows: number, options: NoBlock): Promise<Job<S, 'rows'>>;
  async first(...given: readonly unknown[]): Promise<unknown> {
    if (!isCounted(given)) return this.#act({ kind: 'first', plan: this.plan }, 'first', ...ACT.first.read(given));
    const [rows, options] = FIRST_ROWS.read(given);
    return this.#act({ kind: 'collect', plan: limited(this.plan, rows) }, 'rows', options);
  }
  firstNowait(options?: StartOptions): Promise<Job<S, 'first'>>;
  firstNowait(rows: number, options?: StartOptions): Promise<Job<S, 'rows'>>;
  async firstNowait(...given: readonly unknown[]): Promise<unknown> {
    if (!isCounted(given)) {
      return this.runner.start<S, 'first'>({ kind: 'first', plan: this.plan }, 'first', ...START.first.read(given));
    }
    const [rows, options] = FIRST_ROWS_NOWAIT.read(given);
    return this.runner.start<S, 'rows'>({ kind: 'collect', plan: limited(this.plan, rows) }, 'rows', options);
  }

  /**
   * Rows as they arrive: `for await (const row of frame.toLocalIterator())`. Memory is bounded by a batch; ending the loop early stops
   * what feeds it.
   */
  toLocalIterator(options?: ActionOptions): Streamed<Row<S>>;
  toLocalIterator(options: NoBlock): Promise<Job<S, 'iterator'>>;
  toLocalIterator(...given: readonly unknown[]): Promise<unknown> {
    return this.#stream<Row<S>>('iterator', () => ACT.toLocalIterator.read(given));
  }
  toLocalIteratorNowait(options?: StartOptions): Promise<Job<S, 'iterator'>>;
  async toLocalIteratorNowait(...given: readonly unknown[]): Promise<Job<S, 'iterator'>> {
    return this.runner.start<S, 'iterator'>(
      { kind: 'collect', plan: this.plan },
      'iterator',
      ...START.toLocalIterator.read(given),
    );
  }

  /** An Apache Arrow table; the types are those of `arrowType`. */
  toArrow(options?: ActionOptions): Promise<ArrowTable>;
  toArrow(options: NoBlock): Promise<Job<S, 'arrow'>>;
  async toArrow(...given: readonly unknown[]): Promise<unknown> {
    return this.#act({ kind: 'collect', plan: this.plan }, 'arrow', ...ACT.toArrow.read(given));
  }
  toArrowNowait(options?: StartOptions): Promise<Job<S, 'arrow'>>;
  async toArrowNowait(...given: readonly unknown[]): Promise<Job<S, 'arrow'>> {
    return this.runner.start<S, 'arrow'>({ kind: 'collect', plan: this.plan }, 'arrow', ...START.toArrow.read(given));
  }

  /** Arrow record batches as they arrive, as `toLocalIterator` gives rows; one without rows where there are none, for its schema. */
  toArrowBatches(options?: ActionOptions): Streamed<ArrowBatch>;
  toArrowBatches(options: NoBlock): Promise<Job<S, 'arrowBatches'>>;
  toArrowBatches(...given: readonly unknown[]): Promise<unknown> {
    return this.#stream<ArrowBatch>('arrowBatches', () => ACT.toArrowBatches.read(given));
  }
  toArrowBatchesNowait(options?: StartOptions): Promise<Job<S, 'arrowBatches'>>;
  async toArrowBatchesNowait(...given: readonly unknown[]): Promise<Job<S, 'arrowBatches'>> {
    return this.runner.start<S, 'arrowBatches'>(
      { kind: 'collect', plan: this.plan },
      'arrowBatches',
      ...START.toArrowBatches.read(given),
    );
  }

  /** Prints the first rows as a table. */
  show(rows?: number, options?: ShowOptions): Promise<void>;
  async show(...given: readonly unknown[]): Promise<void> {
    const [rows, options] = SHOW.read(given);
    const { maxWidth = 50, print = (text: string) => console.log(text) } = options;
    const plan = this.plan.kind === 'sql' && !isQuery(this.plan.text) ? this.plan : limited(this.plan, rows);
    print(await formatTable(await this.runner.stream({ kind: 'collect', plan }), rows, maxWidth));
  }

  /** The columns with their types. Asks Snowflake once; nothing runs. */
  async schema(...none: readonly []): Promise<StructType<S>> {
    noArguments('schema', none);
    this.#schema ??= this.runner.describe(this.plan).then(
      (columns) => StructType.ofColumns<S>(columns),
      (error: unknown) => {
        this.#schema = undefined;
        throw error;
      },
    );
    return this.#schema;
  }

  /** The names of the columns, as they would be written: in quotes where folding would change them. */
  async columns(...none: readonly []): Promise<readonly string[]> {
    noArguments('columns', none);
    return (await this.schema()).names.map(shownName);
  }

  /** What `collect` would send, for a reader: generated objects have placeholder names. */
  async queries(...none: readonly []): Promise<CompiledAction> {
    noArguments('queries', none);
    const action: Action = { kind: 'collect', plan: this.plan };
    const describe = (plan: Plan) => this.runner.executor.describe(plan);
    const schemas = await schemasOf(action, describe);
    const described = new Map<Plan, readonly ResultColumn[]>();
    for (const plan of plansToDescribe(action)) described.set(plan, await describe(plan));
    return compileAction(action, { temporary: { kind: 'session', prefix: 'FIRN_TEMP' }, schemas, described });
  }

  #act<K extends JobKind>(action: Action, kind: K, options: ActionStart): Promise<unknown> {
    return options.block === false
      ? this.runner.start<S, K>(action, kind, options)
      : this.runner.run<S, K>(action, kind, options);
  }

  /** What is wrong with the options rejects, as in every action. */
  #stream<T>(kind: 'iterator' | 'arrowBatches', read: () => readonly [ActionStart]): Promise<unknown> {
    const act = async () => this.#act({ kind: 'collect', plan: this.plan }, kind, ...read());
    return streamed<T>(act());
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

const act = (call: string) => signature(call, optional('options', ACTION_OPTIONS, {}));
const start = (call: string) => signature(`${call}Nowait`, optional('options', START_OPTIONS, {}));

const ACT = {
  collect: act('collect'),
  count: act('count'),
  first: act('first'),
  toLocalIterator: act('toLocalIterator'),
  toArrow: act('toArrow'),
  toArrowBatches: act('toArrowBatches'),
};
const START = {
  collect: start('collect'),
  count: start('count'),
  first: start('first'),
  toLocalIterator: start('toLocalIterator'),
  toArrow: start('toArrow'),
  toArrowBatches: start('toArrowBatches'),
};
const ROWS = required('rows', whole(0));
const FIRST_ROWS = signature('first', ROWS, optional('options', ACTION_OPTIONS, {}));
const FIRST_ROWS_NOWAIT = signature('firstNowait', ROWS, optional('options', START_OPTIONS, {}));
const SHOW_OPTIONS = options({
  maxWidth: whole(1),
  print: callback<(text: string) => void>(),
} satisfies ReadersOf<ShowOptions>);
const SHOW = signature('show', optional('rows', whole(0), 10), optional('options', SHOW_OPTIONS, {}));
