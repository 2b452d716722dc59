import { checkAction } from '../compile/check-action.js';
import { PlanParseError } from '../errors.js';
import { loadOptions, VALIDATION_MODE } from '../io/load-options.js';
import { copyOptions, formatOptions } from '../io/options.js';
import {
  type Action,
  type Assignments,
  type CopyFiles,
  type CopyIntoLocation,
  type CopyIntoTable,
  type CreateDynamicTable,
  type CreateView,
  type Delete,
  FILE_TYPES,
  INITIALIZE_MODES,
  type Merge,
  type MergeClause,
  REFRESH_MODES,
  SAVE_MODES,
  type SaveAsTable,
  type SqlAction,
  TABLE_TYPES,
  type Update,
} from '../plan/action.js';
import { checkAssignments, nameTwice } from '../plan/check-names.js';
import { expr, literal, name } from './parse-expr.js';
import { options } from './parse-options.js';
import { bindsFit, objectParts, parsePlan } from './parse-plan.js';
import {
  boolean,
  entriesOf,
  integer,
  list,
  object,
  oneOf,
  optional,
  type Parser,
  string,
  tagged,
  where,
} from './parsers.js';
import { Document } from './place.js';

/** The version of the JSON form that this code writes, and the newest that it reads. */
export const PLAN_VERSION = 1;

/**
 * Reads an action from JSON.
 *
 * @throws PlanParseError with the path to what is wrong. Code `plan_version_newer` says that a newer Firn can read it: it is to
 * be left for one. Members and kinds that this version does not know are refused by name.
 */
export function parseAction(json: unknown): Action {
  const place = new Document(json, parsePlan).root;
  const members = new Map(entriesOf(place));
  const version = members.get('version');
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) {
    throw place.at('version', version).error(`expected a version from 1, found ${place.at('version', version).found}`);
  }
  if (version > PLAN_VERSION) {
    throw new PlanParseError(
      'version',
      `plan version ${version} is newer than ${PLAN_VERSION}, the newest known here`,
      'plan_version_newer',
    );
  }
  members.delete('version');
  const read = action(new Document(Object.fromEntries(members), parsePlan).root);
  place.usage(() => checkAction(read));
  return read;
}

const table: Parser<Merge['target']> = where(parsePlan, (plan) =>
  plan.kind === 'table' ? null : 'only a table can be changed',
);

const assignments: Parser<Assignments> = (place) => {
  const set = anyAssignments(place);
  place.usage(() => checkAssignments(set));
  return set;
};

const anyAssignments = list(object<Assignments[number]>({ column: name, value: expr }), 1);

function insertFits({ columns, values }: Extract<MergeClause, { kind: 'insert' }>): string | null {
  const twice = nameTwice(columns);
  if (twice !== undefined) return `column ${twice} is set twice`;
  return columns.length === 0 || columns.length === values.length
    ? null
    : `${columns.length} columns for ${values.length} values`;
}

const mergeClause: Parser<MergeClause> = tagged<MergeClause>('merge clause', {
  update: object<Extract<MergeClause, { kind: 'update' }>>({
    kind: oneOf(['update']),
    condition: optional(expr),
    set: assignments,
  }),
  delete: object<Extract<MergeClause, { kind: 'delete' }>>({ kind: oneOf(['delete']), condition: optional(expr) }),
  insert: where(
    object<Extract<MergeClause, { kind: 'insert' }>>({
      kind: oneOf(['insert']),
      condition: optional(expr),
      columns: list(name),
      values: list(expr, 1),
    }),
    insertFits,
  ),
});

const loading: Parser<CopyIntoTable['copyOptions']> = (place) => {
  const read = options(place);
  place.usage(() => loadOptions(read));
  return read;
};

const columnsFit = ({ columns, transformations }: CopyIntoTable): string | null =>
  columns === undefined || transformations === undefined || columns.length === transformations.length
    ? null
    : `${columns.length} columns for ${transformations.length} transformations`;

const action: Parser<Action> = tagged<Action>('action', {
  collect: object<Extract<Action, { kind: 'collect' }>>({ kind: oneOf(['collect']), plan: parsePlan }),
  count: object<Extract<Action, { kind: 'count' }>>({ kind: oneOf(['count']), plan: parsePlan }),
  first: object<Extract<Action, { kind: 'first' }>>({ kind: oneOf(['first']), plan: parsePlan }),
  describe: object<Extract<Action, { kind: 'describe' }>>({ kind: oneOf(['describe']), plan: parsePlan }),
  sql: where(object<SqlAction>({ kind: oneOf(['sql']), text: string, binds: list(literal) }), bindsFit),
  save_as_table: object<SaveAsTable>({
    kind: oneOf(['save_as_table']),
    plan: parsePlan,
    table: objectParts,
    mode: oneOf(SAVE_MODES),
    tableType: oneOf(TABLE_TYPES),
    mustExist: optional(boolean),
    columnOrder: oneOf(['index', 'name']),
    overwriteCondition: optional(expr),
    clusterBy: optional(list(expr, 1)),
    comment: optional(string),
    enableSchemaEvolution: optional(boolean),
    dataRetentionDays: optional(integer(0)),
    maxDataExtensionDays: optional(integer(0)),
    changeTracking: optional(boolean),
    copyGrants: optional(boolean),
  }),
  copy_into_location: knownOptions(
    object<CopyIntoLocation>({
      kind: oneOf(['copy_into_location']),
      plan: parsePlan,
      location: string,
      partitionBy: optional(expr),
      formatName: optional(objectParts),
      formatType: optional(oneOf(FILE_TYPES)),
      formatOptions: options,
      copyOptions: options,
      header: boolean,
      storageIntegration: optional(name),
    }),
  ),
  copy_into_table: where(
    object<CopyIntoTable>({
      kind: oneOf(['copy_into_table']),
      plan: where(parsePlan, (plan) => (plan.kind === 'files' ? null : 'only files can be loaded')),
      table: objectParts,
      columns: optional(list(name, 1)),
      transformations: optional(list(expr, 1)),
      files: optional(list(string, 1)),
      validationMode: optional(where(string, (mode) => (VALIDATION_MODE.test(mode) ? null : 'no validation mode'))),
      copyOptions: loading,
    }),
    columnsFit,
  ),
  copy_files: where(
    object<CopyFiles>({
      kind: oneOf(['copy_files']),
      target: string,
      source: optional(string),
      plan: optional(parsePlan),
      files: optional(list(string, 1)),
      pattern: optional(string),
    }),
    ({ source, plan }) => ((source === undefined) === (plan === undefined) ? 'needs a source or a plan' : null),
  ),
  explain: object<Extract<Action, { kind: 'explain' }>>({ kind: oneOf(['explain']), plan: parsePlan }),
  create_view: object<CreateView>({
    kind: oneOf(['create_view']),
    plan: parsePlan,
    name: objectParts,
    replace: boolean,
    temporary: boolean,
    comment: optional(string),
    copyGrants: optional(boolean),
  }),
  create_dynamic_table: object<CreateDynamicTable>({
    kind: oneOf(['create_dynamic_table']),
    plan: parsePlan,
    name: objectParts,
    warehouse: objectParts,
    lag: string,
    mode: oneOf(['overwrite', 'errorifexists', 'ignore']),
    refreshMode: optional(oneOf(REFRESH_MODES)),
    initialize: optional(oneOf(INITIALIZE_MODES)),
    clusterBy: optional(list(expr, 1)),
    transient: optional(boolean),
    dataRetentionDays: optional(integer(0)),
    maxDataExtensionDays: optional(integer(0)),
    comment: optional(string),
    copyGrants: optional(boolean),
  }),
  merge: object<Merge>({
    kind: oneOf(['merge']),
    target: table,
    source: parsePlan,
    on: expr,
    clauses: list(mergeClause, 1),
  }),
  update: object<Update>({
    kind: oneOf(['update']),
    target: table,
    set: assignments,
    source: optional(parsePlan),
    condition: optional(expr),
  }),
  delete: object<Delete>({
    kind: oneOf(['delete']),
    target: table,
    source: optional(parsePlan),
    condition: optional(expr),
  }),
});

/** Options that Snowflake does not have are refused where the action is read, not first in a worker. */
function knownOptions(parser: Parser<CopyIntoLocation>): Parser<CopyIntoLocation> {
  return (place) => {
    const parsed = parser(place);
    place.usage(() => {
      formatOptions(parsed.formatType, parsed.formatOptions);
      copyOptions(parsed.copyOptions);
    });
    return parsed;
  };
}
