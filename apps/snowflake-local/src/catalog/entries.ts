import type { Physical } from '../types/physical.js';
import type { SnowType } from '../types/snow-type.js';

/** A table's identity: its fully qualified, quoted DuckDB name. It is the key of its lock and of its commit counter. */
export type TableId = string;

/** Where a name is looked up: the session's current database and schema. */
export interface NameScope {
  readonly sessionId: string;
  readonly database: string | null;
  readonly schema: string | null;
}

export interface ColumnEntry {
  readonly name: string;
  readonly type: SnowType;
  readonly physical: Physical;
  readonly nullable: boolean;
  /** Snowflake text of the default expression, or null for none. */
  readonly default: string | null;
  /** AUTOINCREMENT or IDENTITY: what counts the rows that give no value. */
  readonly identity?: Counter;
  readonly comment: string | null;
}

/** A row of numbers, kept by a sequence of DuckDB's. */
export interface Counter {
  /** Its qualified, quoted DuckDB name. */
  readonly duckName: string;
  readonly start: number;
  readonly step: number;
  /** Whether ORDER was asked for: numbers rise with time here in any case. */
  readonly ordered: boolean;
}

/** A recorded key. Snowflake enforces none of them on standard tables, NOT NULL aside. */
export interface KeyEntry {
  readonly kind: 'primary' | 'unique' | 'foreign';
  readonly name: string;
  readonly columns: readonly string[];
  /** The referenced table and columns of a foreign key. */
  readonly references: { readonly table: readonly string[]; readonly columns: readonly string[] } | null;
}

interface Owned {
  /** Unique in the data folder, never used twice. */
  readonly objectId: number;
  readonly name: string;
  readonly comment: string | null;
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly createdOn: number;
}

interface InSchema extends Owned {
  readonly database: string;
  readonly schema: string;
  /** The session that alone sees the object, or null for all. */
  readonly sessionId: string | null;
}

export interface DatabaseEntry extends Owned {
  readonly kind: 'database';
  readonly transient: boolean;
  readonly retentionDays: number;
  /** Parameters recorded by ALTER DATABASE ... SET. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface SchemaEntry extends Owned {
  readonly kind: 'schema';
  readonly database: string;
  readonly transient: boolean;
  readonly retentionDays: number;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface TableEntry extends InSchema, Protected {
  readonly kind: 'permanent' | 'transient' | 'temporary';
  readonly id: TableId;
  /** The same text as `id`, under the name that generated SQL reads best with. */
  readonly duckName: string;
  readonly columns: readonly ColumnEntry[];
  readonly keys: readonly KeyEntry[];
  /** Text of the CLUSTER BY list, recorded without effect. */
  readonly clusterBy: string | null;
  readonly retentionDays: number;
  readonly changeTracking: boolean;
  /** ENABLE_SCHEMA_EVOLUTION, recorded without effect. */
  readonly schemaEvolution: boolean;
  /** STAGE_FILE_FORMAT: the format of the files in the table's own stage. */
  readonly stageFileFormat?: FormatOptions;
  /** Set for a dynamic table. */
  readonly dynamic?: DynamicTable;
  /** Set where its rows have identifiers, in a column of DuckDB's table that no statement sees: see `row-ids.ts`. */
  readonly rowIds?: true;
}

/** What a dynamic table is besides a table. */
export interface DynamicTable {
  /** Snowflake text of the query alone; names in it are looked up from the table's own database and schema. */
  readonly text: string;
  /** Text of the whole CREATE statement, as SHOW answers it. */
  readonly statement: string;
  /** As it was written: `5 minutes`, or `DOWNSTREAM`. */
  readonly targetLag: string;
  readonly warehouse: string;
  readonly refreshMode: 'AUTO' | 'FULL' | 'INCREMENTAL';
  readonly initialize: 'ON_CREATE' | 'ON_SCHEDULE';
  readonly state: 'ACTIVE' | 'SUSPENDED';
  /** Epoch milliseconds; null: never. */
  readonly suspendedOn: number | null;
  readonly refreshedOn: number | null;
}

export interface ViewEntry extends InSchema, Protected {
  readonly kind: 'view';
  /** Snowflake text of the query alone; names in it are looked up from the view's own database and schema. */
  readonly text: string;
  /** Text of the whole CREATE VIEW statement, as SHOW VIEWS answers it. */
  readonly statement: string;
  readonly secure: boolean;
  /** Set for a materialized view, whose rows are those of its query. */
  readonly materialized?: true;
  /** Text of a materialized view's CLUSTER BY list, recorded without effect. */
  readonly clusterBy?: string;
  readonly columns: readonly ColumnEntry[];
}

/** A view of INFORMATION_SCHEMA. */
export interface SystemViewEntry {
  readonly kind: 'system';
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly ColumnEntry[];
  /**
   * A DuckDB SELECT that gives its columns as c0 to cn. `counts`: SQL of a text, `object ID:rows` of tables that have rows,
   * by commas; NULL where they are not read.
   */
  readonly sql: (counts: string) => string;
  /** Which column is read with `counts`; -1: none. */
  readonly rowCount: number;
}

/** Tables and views share one name space. */
export type StoredRelation = TableEntry | ViewEntry;
export type Relation = StoredRelation | SystemViewEntry;

export interface StageEntry extends InSchema {
  readonly kind: 'stage';
  /** Options as `FILE_FORMAT = (...)` of the stage gave them, names in upper case. */
  readonly fileFormat: FormatOptions;
  readonly directory: boolean;
}

/** File-format options as written, names in upper case: text, number, boolean, or a list of texts. */
export type FormatOptions = Readonly<Record<string, FormatValue>>;
export type FormatValue = string | number | boolean | readonly string[];

export interface FileFormatEntry extends InSchema {
  readonly kind: 'file_format';
  readonly options: FormatOptions;
}

export interface SequenceEntry extends InSchema {
  readonly kind: 'sequence';
  readonly counter: Counter;
}

/** The changes of a table since an offset. */
export interface StreamEntry extends InSchema {
  readonly kind: 'stream';
  /** By its identifier, and by the name that it has now. */
  readonly table: StreamedTable;
  readonly mode: 'DEFAULT' | 'APPEND_ONLY';
  readonly offset: StreamOffset;
  /** Set by a transaction that has consumed it: until its end it goes on to give the changes between the two offsets. */
  readonly consumed?: { readonly transaction: string; readonly before: StreamOffset };
}

export interface StreamedTable extends QualifiedPath {
  readonly objectId: number;
}

/** A table's rows as of one moment: with their identifiers, of a stream for new rows these alone. */
export interface StreamOffset extends HeldRows {
  /** Counts the offsets of a stream. */
  readonly number: number;
  /** Epoch milliseconds. */
  readonly takenOn: number;
}

/** Rows in a table of DuckDB's. */
export interface HeldRows {
  readonly duckName: string;
  readonly columns: readonly Pick<ColumnEntry, 'name' | 'type' | 'physical'>[];
}

/** A statement that is run by the server, alone or in a graph of tasks. */
export interface TaskEntry extends InSchema {
  readonly kind: 'task';
  readonly definition: string;
  /** Text of the condition without which it is skipped. */
  readonly condition: string | null;
  /** null: the server's choice. */
  readonly warehouse: string | null;
  /** As it was written: `5 MINUTE`, `USING CRON ...`. */
  readonly schedule: string | null;
  /** Names of the tasks of its schema that run before it. */
  readonly predecessors: readonly string[];
  /** Name of the root that it is the end of. */
  readonly finalizes: string | null;
  readonly allowOverlapping: boolean;
  /** Text of a JSON object. */
  readonly config: string | null;
  readonly timeoutMs: number;
  /** Parameters that its sessions begin with. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** Further properties, recorded without effect. */
  readonly properties: Readonly<Record<string, string>>;
  readonly state: 'started' | 'suspended';
  /** Epoch milliseconds; null: never. */
  readonly resumedOn: number | null;
  readonly suspendedOn: number | null;
}

/** What is seen of a column, or which rows are seen: an expression over columns, as a function's over its parameters. */
export interface PolicyEntry extends InSchema {
  readonly kind: 'masking_policy' | 'row_access_policy';
  readonly parameters: readonly ReturnedColumn[];
  readonly returns: SnowType;
  /** Text of an expression. */
  readonly body: string;
}

/** A policy on a table or view, and the columns that it is given. */
export interface AppliedPolicy {
  readonly policy: QualifiedPath;
  readonly columns: readonly string[];
}

export interface QualifiedPath {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

/** Policies on a table or view. */
interface Protected {
  /** By the column that is masked. */
  readonly masking?: Readonly<Record<string, AppliedPolicy>>;
  readonly rowAccess?: AppliedPolicy;
}

/** A name for values that are put on objects. */
export interface TagEntry extends InSchema {
  readonly kind: 'tag';
  /** null: any. */
  readonly allowedValues: readonly string[] | null;
  /** The value of each object that has one, by `taggedKey`. */
  readonly values: Readonly<Record<string, string>>;
}

export interface ProcedureEntry extends InSchema {
  readonly kind: 'procedure';
  readonly parameters: readonly ProcedureParameter[];
  /** null: a table. */
  readonly returns: SnowType | null;
  /** Of the table that it returns, where they are declared. */
  readonly returnedColumns?: readonly ReturnedColumn[];
  /** Text of the block that it runs. */
  readonly body: string;
}

export interface FunctionEntry extends InSchema {
  readonly kind: 'function';
  readonly parameters: readonly ProcedureParameter[];
  /** A value, or rows of these columns. */
  readonly returns: SnowType | { readonly kind: 'table'; readonly columns: readonly ReturnedColumn[] };
  /** Text of an expression or a query. */
  readonly body: string;
  /** NULL in any argument gives NULL. */
  readonly strict: boolean;
  readonly secure: boolean;
}

export interface ReturnedColumn {
  readonly name: string;
  readonly type: SnowType;
}

/** What is called by a name and arguments. */
export type RoutineEntry = ProcedureEntry | FunctionEntry;

export interface ProcedureParameter {
  readonly name: string;
  readonly type: SnowType;
  /** Text of the value for a call without one, or null where there must be one. */
  readonly default: string | null;
}

export interface WarehouseEntry extends Owned {
  readonly kind: 'warehouse';
  readonly size: string;
  readonly state: 'STARTED' | 'SUSPENDED';
  /** Statements that run at the same time; the rest are QUEUED. */
  readonly maxConcurrencyLevel: number;
  /** Seconds; null never suspends. */
  readonly autoSuspend: number | null;
  readonly autoResume: boolean;
  /** Seconds; 0 is no limit. */
  readonly statementTimeout: number;
  readonly statementQueuedTimeout: number;
  /** Further properties, recorded without effect. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface RoleEntry extends Owned {
  readonly kind: 'role';
}

export interface UserEntry extends Owned {
  readonly kind: 'user';
  readonly loginName: string;
  /** See password.ts; null: no password login. */
  readonly passwordHash: string | null;
  /** Base64 of the DER public key, without PEM lines. */
  readonly rsaPublicKey: string | null;
  readonly rsaPublicKey2: string | null;
  readonly defaultRole: string | null;
  /** Roles that were granted to the user. */
  readonly roles?: readonly string[];
  readonly defaultWarehouse: string | null;
  /** `DB` or `DB.SCHEMA`. */
  readonly defaultNamespace: string | null;
  /** Parameters that the user's sessions begin with. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly disabled: boolean;
  readonly properties: Readonly<Record<string, string>>;
}

/** A privilege that a role has; recorded, not enforced. `owner` granted it, and `name` tells it from all others. */
export interface GrantEntry extends Owned {
  readonly kind: 'grant';
  /** Upper case; `USAGE` for a role that was granted. */
  readonly privilege: string;
  /** What kind of object it is on, as SHOW GRANTS writes it: `TABLE`, `FILE_FORMAT`, `ACCOUNT`. */
  readonly on: string;
  /** The object's name in full; for a future grant that of the database or schema. */
  readonly path: readonly string[];
  /** The object's identifier: a grant goes with it. null where the server holds no such object. */
  readonly target: number | null;
  /** It is on what will be made in `path`. */
  readonly isFuture: boolean;
  readonly grantee: Grantee;
  readonly withGrantOption: boolean;
}

export interface Grantee {
  readonly kind: 'role' | 'user' | 'share' | 'database_role';
  readonly name: string;
}

/** What was dropped and can still be brought back by UNDROP. A table waits in its DuckDB schema, under another name. */
export interface DroppedEntry extends Owned {
  readonly kind: 'dropped';
  readonly entry: TableEntry | SchemaEntry | DatabaseEntry;
  /** What went with a schema or a database, its schemas too. */
  readonly contents: readonly CatalogEntry[];
  /** Privileges on all of it. */
  readonly grants: readonly GrantEntry[];
  /** Epoch milliseconds. */
  readonly droppedOn: number;
}

/** Everything the catalog holds. */
export type CatalogEntry =
  | DatabaseEntry
  | SchemaEntry
  | StoredRelation
  | StageEntry
  | FileFormatEntry
  | SequenceEntry
  | StreamEntry
  | TaskEntry
  | PolicyEntry
  | TagEntry
  | RoutineEntry
  | WarehouseEntry
  | RoleEntry
  | UserEntry
  | GrantEntry
  | DroppedEntry;

/** One step of a DDL statement. `put` makes or replaces by name, `drop` removes. */
export interface CatalogChange {
  readonly action: 'put' | 'drop';
  readonly entry: CatalogEntry;
}
