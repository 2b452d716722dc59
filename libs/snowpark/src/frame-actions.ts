import type { Table as ArrowTable, RecordBatch } from 'apache-arrow';
import type { ActionOptions, NoBlock } from './async/action-options.js';
import type { ActionRunner, ActionStart } from './async/action-runner.js';
import type { AsyncJob } from './async/async-job.js';
import type { JobKind, JobResults } from './async/job-kinds.js';
import { compileAction } from './compile/compile-action.js';
import type { CompiledAction } from './compile/compiled-action.js';
import { schemasOf } from './compile/describe-sources.js';
import { UsageError } from './errors.js';
import { formatTable } from './format-table.js';
import type { Action } from './plan/action.js';
import { asNode } from './plan/frames.js';
import type { Plan } from './plan/plan.js';
import type { Row } from './row.js';
import { shownName } from './sql/identifier.js';
import { isQuery } from './sql/is-query.js';
import { StructType } from './types/struct-type.js';

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
  ) {}

  /** All rows, in memory. */
  collect(options?: ActionOptions): Promise<Row<S>[]>;
  collect(options: NoBlock): Promise<Job<S, 'rows'>>;
  collect(options?: ActionStart): Promise<unknown> {
    return this.#act({ kind: 'collect', plan: this.plan }, 'rows', options);
  }
  collectNowait(options?: ActionOptions): Promise<Job<S, 'rows'>> {
    return this.runner.start<S, 'rows'>({ kind: 'collect', plan: this.plan }, 'rows', options);
  }

  /** How many rows there are. */
  count(options?: ActionOptions): Promise<number>;
  count(options: NoBlock): Promise<Job<S, 'count'>>;
  count(options?: ActionStart): Promise<unknown> {
    return this.#act({ kind: 'count', plan: this.plan }, 'count', options);
  }
  countNowait(options?: ActionOptions): Promise<Job<S, 'count'>> {
    return this.runner.start<S, 'count'>({ kind: 'count', plan: this.plan }, 'count', options);
  }

  /** The first row, or null; with a number, that many rows as a list. Which is first, only a sort decides. */
  first(options?: ActionOptions): Promise<Row<S> | null>;
  first(options: NoBlock): Promise<Job<S, 'first'>>;
  first(rows: number, options?: ActionOptions): Promise<Row<S>[]>;
  first(rows: number, options: NoBlock): Promise<Job<S, 'rows'>>;
  first(rows?: number | ActionStart, options?: ActionStart): Promise<unknown> {
    if (typeof rows !== 'number') return this.#act({ kind: 'first', plan: this.plan }, 'first', rows);
    return this.#act({ kind: 'collect', plan: limited(this.plan, rows) }, 'rows', options);
  }
  firstNowait(options?: ActionOptions): Promise<Job<S, 'first'>>;
  firstNowait(rows: number, options?: ActionOptions): Promise<Job<S, 'rows'>>;
  firstNowait(rows?: number | ActionStart, options?: ActionStart): Promise<unknown> {
    if (typeof rows !== 'number')
      return this.runner.start<S, 'first'>({ kind: 'first', plan: this.plan }, 'first', rows);
    return this.runner.start<S, 'rows'>({ kind: 'collect', plan: limited(this.plan, rows) }, 'rows', options);
  }

  /** Rows as they arrive; memory is bounded by a batch. Ending the loop early stops what feeds it. */
  toLocalIterator(options?: ActionOptions): Promise<AsyncIterableIterator<Row<S>>>;
  toLocalIterator(options: NoBlock): Promise<Job<S, 'iterator'>>;
  toLocalIterator(options?: ActionStart): Promise<unknown> {
    return this.#act({ kind: 'collect', plan: this.plan }, 'iterator', options);
  }
  toLocalIteratorNowait(options?: ActionOptions): Promise<Job<S, 'iterator'>> {
    return this.runner.start<S, 'iterator'>({ kind: 'collect', plan: this.plan }, 'iterator', options);
  }

  /** An Apache Arrow table; the types are those of `arrowType`. */
  toArrow(options?: ActionOptions): Promise<ArrowTable>;
  toArrow(options: NoBlock): Promise<Job<S, 'arrow'>>;
  toArrow(options?: ActionStart): Promise<unknown> {
    return this.#act({ kind: 'collect', plan: this.plan }, 'arrow', options);
  }
  toArrowNowait(options?: ActionOptions): Promise<Job<S, 'arrow'>> {
    return this.runner.start<S, 'arrow'>({ kind: 'collect', plan: this.plan }, 'arrow', options);
  }

  /** Arrow record batches as they arrive. */
  toArrowBatches(options?: ActionOptions): Promise<AsyncIterableIterator<RecordBatch>>;
  toArrowBatches(options: NoBlock): Promise<Job<S, 'arrowBatches'>>;
  toArrowBatches(options?: ActionStart): Promise<unknown> {
    return this.#act({ kind: 'collect', plan: this.plan }, 'arrowBatches', options);
  }
  toArrowBatchesNowait(options?: ActionOptions): Promise<Job<S, 'arrowBatches'>> {
    return this.runner.start<S, 'arrowBatches'>({ kind: 'collect', plan: this.plan }, 'arrowBatches', options);
  }

  /** Prints the first rows as a table. */
  async show(rows = 10, options: ShowOptions = {}): Promise<void> {
    const { maxWidth = 50, print = (text: string) => console.log(text) } = options;
    const plan = this.plan.kind === 'sql' && !isQuery(this.plan.text) ? this.plan : limited(this.plan, rows);
    const execution = await this.runner.executor.start({ kind: 'collect', plan });
    print(await formatTable(await execution.result(), rows, maxWidth));
  }

  /** The columns with their types. Asks Snowflake once; nothing runs. */
  schema(): Promise<StructType<S>> {
    this.#schema ??= this.runner.executor.describe(this.plan).then(
      (columns) => StructType.ofColumns<S>(columns),
      (error: unknown) => {
        this.#schema = undefined;
        throw error;
      },
    );
    return this.#schema;
  }

  /** The names of the columns, as they would be written: in quotes where folding would change them. */
  async columns(): Promise<readonly string[]> {
    return (await this.schema()).names.map(shownName);
  }

  /** What `collect` would send, for a reader: generated objects have placeholder names. */
  async queries(): Promise<CompiledAction> {
    const action: Action = { kind: 'collect', plan: this.plan };
    const schemas = await schemasOf(action, (source) => this.runner.executor.describe(source));
    return compileAction(action, { temporary: { kind: 'session', prefix: 'FIRN_TEMP' }, schemas });
  }

  #act<K extends JobKind>(action: Action, kind: K, options: ActionStart | undefined): Promise<unknown> {
    return options?.block === false
      ? this.runner.start<S, K>(action, kind, options)
      : this.runner.run<S, K>(action, kind, options);
  }
}

export interface ShowOptions {
  /** Characters of a cell before it is cut. Default 50. */
  readonly maxWidth?: number;
  /** Where the text goes. Default `console.log`. */
  readonly print?: (text: string) => void;
}

/** @throws UsageError for anything but a whole number from 0. */
export function limited(input: Plan, rows: number, offset = 0): Plan {
  for (const number of [rows, offset]) {
    if (!Number.isSafeInteger(number) || number < 0) {
      throw new UsageError('invalid_argument', `A limit is a whole number from 0, not ${number}.`);
    }
  }
  return asNode({ kind: 'limit', input, rows, offset });
}
