import { COLUMN } from './arguments/columns.js';
import { OBJECT_NAME } from './arguments/names.js';
import type { ReadersOf } from './arguments/options.js';
import { FLAG, listOf, whole, word } from './arguments/scalars.js';
import { optional, required, signature } from './arguments/signature.js';
import { FULL_TEXT, TEXT } from './arguments/text.js';
import type { ActionOptions, NoBlock } from './async/action-options.js';
import {
  type Acting,
  declareAction,
  giveActions,
  type Nowait,
  type Started,
  type Twin,
} from './async/declared-actions.js';
import { WAIT_OPTIONS } from './async/limited.js';
import { UsageError } from './errors.js';
import type { StartOptions, WaitOptions } from './execution/executor.js';
import { FrameActions } from './frame-actions.js';
import { LOAD_READERS, LOAD_TABLE, type Loaded, type LoadOptions, loadAction } from './io/copy-into-table.js';
import { type CreateDynamicTable, INITIALIZE_MODES, REFRESH_MODES } from './plan/action.js';
import { frozen } from './plan/frozen.js';
import { present } from './plan/present.js';
import type { Row } from './row.js';
import type { AnyColumn, Untyped } from './shape/shape.js';
import { shownName } from './sql/identifier.js';
import { typeSql } from './types/type-text.js';

type Named = [name: string | readonly string[]];

export interface TempViewOptions {
  readonly comment?: string;
}
export interface ViewOptions extends TempViewOptions {
  /** Keeps the rights on the view that is replaced. */
  readonly copyGrants?: boolean;
}

export interface DynamicTableOptions {
  /** What refreshes it. */
  readonly warehouse: string | readonly string[];
  /** How far it may be behind what it is made from: `1 hour`, or `downstream`. */
  readonly lag: string;
  /** Default `overwrite`. */
  readonly mode?: CreateDynamicTable['mode'];
  readonly refreshMode?: NonNullable<CreateDynamicTable['refreshMode']>;
  readonly initialize?: NonNullable<CreateDynamicTable['initialize']>;
  readonly clusterBy?: readonly (string | AnyColumn)[];
  readonly transient?: boolean;
  readonly dataRetentionDays?: number;
  readonly maxDataExtensionDays?: number;
  readonly comment?: string;
  readonly copyGrants?: boolean;
}

interface CreatingDynamicTable
  extends Twin<(name: Named[0], options: DynamicTableOptions & StartOptions) => Started<Row<Untyped>[], Untyped>> {
  (name: Named[0], options: DynamicTableOptions & ActionOptions): Promise<Row<Untyped>[]>;
  (name: Named[0], options: DynamicTableOptions & NoBlock): Started<Row<Untyped>[], Untyped>;
}

/** The actions that define objects by a frame, or tell of it. */
export interface FrameDefinitionTable {
  /**
   * Defines a view, or replaces it. Values are written into its text: they are not bound.
   *
   * @example
   * ```ts
   * await session.table('orders').filter('amount > 10').createOrReplaceView('dear');
   * console.log(await session.table('dear').count()); // → 2
   * ```
   */
  createOrReplaceView: Acting<Named, ViewOptions, 'rows', Untyped>;
  /**
   * Defines a view that lives as long as the session, or replaces it. The view of a durable session is in a schema of its own, where
   * Snowflake looks for what SQL text, stages and functions name without a schema; `session.table(…)` means the session's.
   *
   * @example
   * ```ts
   * await session.table('orders').filter('amount > 10').createOrReplaceTempView('dear_now');
   * console.log(await session.table('dear_now').count()); // → 2
   * ```
   */
  createOrReplaceTempView: Acting<Named, ViewOptions, 'rows', Untyped>;
  /**
   * Defines a view that lives as long as the session, as `createOrReplaceTempView`; fails if it is there.
   *
   * @example
   * ```ts
   * const name = `dear_${Date.now()}`;
   * await session.table('orders').filter('amount > 10').createTempView(name);
   * console.log(await session.table(name).count()); // → 2
   * ```
   */
  createTempView: Acting<Named, TempViewOptions, 'rows', Untyped>;
  /**
   * Defines a table that Snowflake keeps up to date.
   *
   * @example
   * ```ts
   * const options = { warehouse: 'compute_wh', lag: '1 hour' };
   * await session.table('orders').filter('amount > 10').createOrReplaceDynamicTable('dear_kept', options);
   * console.log(await session.table('dear_kept').count()); // → 2
   * ```
   */
  createOrReplaceDynamicTable: CreatingDynamicTable;
  /**
   * Loads the files of a read into a table: `session.read.schema('a int').csv('@stage/a').copyIntoTable('t')`. A table that is missing is
   * made, where the read has a schema. A row tells what became of each file.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage copied_in').collect();
   * await session.table('orders').write.csv('@copied_in/orders', { formatOptions: { COMPRESSION: 'NONE' } });
   * await session.sql('create or replace table copied_orders (id int, region string, amount int)').collect();
   * const read = session.read.schema('id int, region string, amount int').csv('@copied_in');
   * const [told] = await read.copyIntoTable('copied_orders');
   * console.log(told?.get('rows_loaded')); // → 3n
   * ```
   */
  copyIntoTable: Acting<Named, LoadOptions, 'rows', Loaded>;
  /**
   * Snowflake's plan of the query, as rows of text.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').explain()).length > 0); // → true
   * ```
   */
  explain: Acting<[], unknown, 'rows', Untyped>;
}

// biome-ignore lint/correctness/noUnusedVariables: a class and its interface have the same parameters
export interface FrameDefinitions<S extends object> extends FrameDefinitionTable, Nowait<FrameDefinitionTable> {}

/** Objects that are defined by a frame, and what is told of it. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: `giveActions` below gives the class what the table says
export class FrameDefinitions<S extends object> extends FrameActions<S> {
  /**
   * Names and types of the columns, as SQL writes them.
   *
   * @example
   * ```ts
   * console.log((await session.table('orders').dtypes())[1]?.[0]); // → REGION
   * ```
   */
  dtypes(options?: WaitOptions): Promise<readonly (readonly [name: string, type: string])[]>;
  async dtypes(...given: readonly unknown[]): Promise<readonly (readonly [name: string, type: string])[]> {
    return (await this.schema(DTYPES.read(given)[0])).fields.map(({ name, type }) => [shownName(name), typeSql(type)]);
  }

  /**
   * Prints the columns with their types.
   *
   * @example
   * ```ts
   * await session.table('orders').printSchema(); // → ID
   * ```
   */
  printSchema(options?: WaitOptions): Promise<void>;
  async printSchema(...given: readonly unknown[]): Promise<void> {
    const lines = (await this.schema(PRINT_SCHEMA.read(given)[0])).fields.map(
      ({ name, type, nullable }) => ` |-- ${shownName(name)}: ${typeSql(type)} (nullable = ${nullable})`,
    );
    console.log(['root', ...lines].join('\n'));
  }
}

const DTYPES = signature('dtypes', optional('options', WAIT_OPTIONS, {}));
const PRINT_SCHEMA = signature('printSchema', optional('options', WAIT_OPTIONS, {}));
const FURTHER = [
  'refreshMode',
  'initialize',
  'clusterBy',
  'transient',
  'dataRetentionDays',
  'maxDataExtensionDays',
  'comment',
  'copyGrants',
] as const;
const NAME = required('name', OBJECT_NAME);
const VIEW = { comment: TEXT, copyGrants: FLAG } satisfies ReadersOf<ViewOptions>;

const DYNAMIC_TABLE = {
  warehouse: OBJECT_NAME,
  lag: FULL_TEXT,
  mode: word(['overwrite', 'errorifexists', 'ignore']),
  refreshMode: word(REFRESH_MODES),
  initialize: word(INITIALIZE_MODES),
  clusterBy: listOf(COLUMN, 1),
  transient: FLAG,
  dataRetentionDays: whole(0, 90),
  maxDataExtensionDays: whole(0, 90),
  comment: TEXT,
  copyGrants: FLAG,
} satisfies ReadersOf<DynamicTableOptions>;

const view = (replace: boolean, temporary: boolean) =>
  declareAction('rows', [NAME], VIEW, ({ plan }: FrameDefinitions<object>, name, { comment, copyGrants }) =>
    frozen({
      kind: 'create_view',
      plan,
      name,
      replace,
      temporary,
      ...(comment !== undefined && { comment }),
      ...(copyGrants !== undefined && { copyGrants }),
    }),
  );

giveActions<FrameDefinitions<object>, FrameDefinitionTable>(FrameDefinitions.prototype, {
  createOrReplaceView: view(true, false),
  createOrReplaceTempView: view(true, true),
  createTempView: view(false, true),
  createOrReplaceDynamicTable: declareAction(
    'rows',
    [NAME],
    DYNAMIC_TABLE,
    ({ plan }: FrameDefinitions<object>, name, options) => {
      const { warehouse, lag, mode = 'overwrite' } = options;
      if (warehouse === undefined || lag === undefined) {
        throw new UsageError('invalid_argument', 'createOrReplaceDynamicTable(options): warehouse and lag are needed.');
      }
      return frozen({ kind: 'create_dynamic_table', plan, name, warehouse, lag, mode, ...present(options, FURTHER) });
    },
  ),
  copyIntoTable: declareAction(
    'rows',
    [LOAD_TABLE],
    LOAD_READERS,
    ({ plan }: FrameDefinitions<object>, table, options) => loadAction(plan, table, options),
  ),
  explain: declareAction('rows', [], {}, ({ plan }: FrameDefinitions<object>) => ({
    kind: 'explain',
    plan,
  })),
});
