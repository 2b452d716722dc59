import { UsageError } from '../errors.js';
import type { Action } from '../plan/action.js';
import type { Plan } from '../plan/plan.js';
import { type Source, sourceKey } from '../plan/source.js';
import { type Bound, boundNames, sqlTextsOf, tableNamesOf } from '../resolve/bound.js';
import type { CompileQuery } from '../sql/expression.js';
import type { Fragment } from '../sql/fragment.js';
import { objectKey, objectSql } from '../sql/identifier.js';
import type { Statement } from '../sql/statement.js';
import type { ResultColumn } from '../values/result-column.js';
import type { CompileContext, CreatedObject, Namespace, Temporary } from './compiled-action.js';
import type { Level } from './level.js';
import type { Relation } from './relation.js';
import { RULES, type Rules } from './rules.js';
import { repeatedNodes, sharedNodes } from './shared.js';

/**
 * One compilation under way. What it collects besides the SQL of the relation (statements that must run before, objects made
 * for it) grows here; nothing of it outlives the compilation, so that compiling is pure for those who call it.
 */
export interface Build {
  readonly context: CompileContext;
  readonly rules: Rules;
  /** The relation of `column in (query)`, inside of a query. */
  readonly query: CompileQuery;
  /** What columns of the action are bound to. */
  readonly bound: Bound;
  /** Only the result's columns are asked for: no data is loaded, nothing runs before. */
  readonly describing: boolean;
  /** Of plans that were asked for, and of repeated nodes. */
  readonly done: Map<Plan, Relation>;
  readonly repeated: ReadonlySet<Plan>;
  /** Nodes that are written once, as a common table expression. */
  readonly shared: ReadonlySet<Plan>;
  /** What a shared node whose rows are in an order is to those that ask for no order. */
  readonly unordered: Map<Plan, Level>;
  readonly setup: Statement[];
  readonly cleanup: Statement[];
  readonly created: CreatedObject[];
  /** File formats of this execution: their names, by what they say. */
  readonly formats: Map<string, string>;
  /** Statements that run before the main one, in the same block. */
  readonly steps: Fragment[];
  /** Where tables are looked for that a temporary view of a durable session reads; null where the statement itself is there. */
  readonly home: Namespace | null;
  /** `followed`: names that were followed down to where they come from. */
  readonly numbers: { join: number; object: number; shared: number; followed: number };
  /** Begins the names of common table expressions: no name and no text of the action has it. */
  readonly sharedPrefix: string;
}

export function startBuild(action: Action, context: CompileContext, subquery: (build: Build) => CompileQuery): Build {
  const build: Build = {
    context,
    rules: context.rules ?? RULES,
    query: (plan, width) => subquery(build)(plan, width),
    bound: boundNames(action),
    describing: action.kind === 'describe',
    done: new Map(),
    repeated: repeatedNodes(action),
    ...sharing(action),
    unordered: new Map(),
    setup: [],
    cleanup: [],
    created: [],
    formats: new Map(),
    steps: [],
    home: homeOf(action, context),
    numbers: { join: 0, object: 0, shared: 0, followed: 0 },
  };
  return build;
}

function homeOf(action: Action, { temporary }: CompileContext): Namespace | null {
  if (action.kind !== 'create_view' || !action.temporary || temporary.kind === 'session') return null;
  if (temporary.namespace === undefined)
    throw new Error('A temporary view is compiled with the namespace of its session.');
  return temporary.namespace;
}

function sharing(action: Action): Pick<Build, 'shared' | 'sharedPrefix'> {
  const shared = sharedNodes(action);
  return { shared, sharedPrefix: shared.size === 0 ? '' : freshWord(action) };
}

/** A word for names that nothing in the action can mean: a common table expression would hide a table of its name. */
function freshWord(action: Action, number = 1): string {
  const word = number === 1 ? 'FIRN_SHARED' : `FIRN_SHARED${number}`;
  const taken = [...sqlTextsOf(action), ...tableNamesOf(action)].some((text) =>
    text.toUpperCase().includes(`${word}_`),
  );
  return taken ? freshWord(action, number + 1) : word;
}

export function schemaOf(source: Source, { context }: Build): readonly ResultColumn[] {
  const columns = context.schemas.get(sourceKey(source));
  if (columns !== undefined) return columns;
  const what = source.kind === 'table' ? `table ${objectSql(source.name)}` : `query ${source.text}`;
  throw new UsageError(
    'schema_needed',
    `The columns of ${what} must be known to compile this. Describe every one of sourcesOf(action).`,
  );
}

/** The columns of a plan whose types, or names, its own nodes do not tell. */
export function describedColumns(plan: Plan, { context }: Build): readonly ResultColumn[] {
  const columns = context.described?.get(plan);
  if (columns !== undefined) return columns;
  throw new UsageError(
    'schema_needed',
    `The columns of the ${plan.kind} node must be known to compile this. Describe every one of plansToDescribe(action).`,
  );
}

export const describedNames = (plan: Plan, { context }: Build): readonly string[] | null =>
  context.described?.get(plan)?.map((column) => column.name) ?? null;

export const knownColumns = (source: Source, { context }: Build): readonly string[] | null =>
  context.schemas.get(sourceKey(source))?.map((column) => column.name) ?? null;

/** The name of a table as SQL; a durable session's temporary tables are elsewhere than the user says. */
export function tableSql(name: readonly string[], temporary: Temporary): string {
  const elsewhere = temporary.kind === 'scratch' ? temporary.tables.get(objectKey(name)) : undefined;
  return objectSql(elsewhere ?? name);
}

/** The same for a table that is read: with database and schema where the definition of a view would not find it without. */
export function readTableSql(name: readonly string[], { context: { temporary }, home }: Build): string {
  const isElsewhere = temporary.kind === 'scratch' && temporary.tables.has(objectKey(name));
  return home === null || isElsewhere ? tableSql(name, temporary) : objectSql(qualified(name, home));
}

/** `db..t` and a name of three parts say all. */
function qualified(name: readonly string[], { database, schema }: Namespace): readonly string[] {
  if (name.length > 2 || database === null || (name.length === 1 && schema === null)) return name;
  return name.length === 2 ? [database, ...name] : [database, schema ?? '', ...name];
}

/** A fresh name for an object of this execution, as SQL. */
export function newObject(build: Build): string {
  build.numbers.object += 1;
  const { temporary } = build.context;
  const name = `${temporary.prefix}_${build.numbers.object}`;
  return objectSql(temporary.kind === 'scratch' ? [...temporary.schema, name] : [name]);
}
