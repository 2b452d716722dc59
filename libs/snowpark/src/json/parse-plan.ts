import { checkFiles } from '../io/read-options.js';
import { checkNames } from '../plan/check-names.js';
import {
  type Aggregate,
  type Aliased,
  type Distinct,
  type Drop,
  type DropDuplicates,
  type DropNull,
  type Field,
  type FileSchema,
  type Files,
  type FillNull,
  type Filter,
  type Join,
  type JoinTableFunction,
  type Limit,
  type LocalData,
  type Pivot,
  type Plan,
  type Rename,
  type Replace,
  type Sample,
  type Select,
  type SetOperation,
  type Sort,
  type SqlQuery,
  type Statistics,
  type TableFunction,
  type TableScan,
  type TimeTravel,
  type ToDf,
  type Unpivot,
  type WithColumns,
} from '../plan/plan.js';
import { GROUPINGS, JOIN_KINDS, METADATA_COLUMNS, READ_FILE_TYPES, SET_OPERATORS } from '../plan/words.js';
import { statementFault } from '../sql/fault.js';
import { isQuery } from '../sql/is-query.js';
import { countPlaceholders } from '../sql/placeholders.js';
import { fitsType } from '../values/check-cell.js';
import type { JsonCell } from '../values/json-cell.js';
import { chainOf } from './chain-places.js';
import { cell, expr, literal, name, sortKey } from './parse-expr.js';
import { options } from './parse-options.js';
import { dataType } from './parse-type.js';
import { boolean, integer, list, object, oneOf, optional, type Parser, string, tagged, where } from './parsers.js';
import type { Place } from './place.js';

/**
 * Reads a relation. Inputs are read before what is built on them, along the first input without recursion: a chain of a
 * thousand steps is JSON a thousand levels deep.
 */
export const parsePlan: Parser<Plan> = (place) => place.document.nested(place, () => readChain(place));

function readChain(place: Place): Plan {
  const chain = chainOf(place, true, isRead);
  for (let at = chain.length - 1; at > 0; at -= 1) {
    const link = chain[at];
    if (link !== undefined) readNode(link);
  }
  return readNode(chain[0] ?? place);
}

const input: Parser<Plan> = (place) => (isRead(place) ? readNode(place) : parsePlan(place));

const isRead = ({ json, document }: Place): boolean =>
  typeof json === 'object' && json !== null && document.plans.has(json);

function readNode(place: Place): Plan {
  const { json, document } = place;
  if (typeof json !== 'object' || json === null) return node(place);
  const known = document.plans.get(json);
  if (known === null) throw place.error('a node is inside itself');
  if (known !== undefined) return known;
  document.plans.set(json, null);
  const plan = 'kind' in json && json.kind === 'same' ? sameNode(place) : checkedNode(place);
  document.plans.set(json, plan);
  return plan;
}

function checkedNode(place: Place): Plan {
  const plan = node(place);
  place.usage(() => checkNames(plan));
  if (plan.frame !== undefined) place.document.claim(place, plan.frame);
  return plan;
}

const same = object<{ readonly kind: 'same'; readonly frame: number }>({ kind: oneOf(['same']), frame: integer(0) });

/** A node that is written elsewhere in the document. */
function sameNode(place: Place): Plan {
  const { frame } = same(place);
  const written = place.document.numbered(frame);
  if (written === undefined) throw place.error(`no node has the number ${frame}`);
  return input(written);
}

export const objectParts: Parser<readonly string[]> = where(list(string, 1), (parts) => {
  const wrong = parts.length > 3 || parts.some((part, at) => part === '' && !(parts.length === 3 && at === 1));
  return wrong ? 'the name of an object has one to three parts' : null;
});

export const bindsFit = ({
  text,
  binds,
}: {
  readonly text: string;
  readonly binds: readonly unknown[];
}): string | null => {
  // A cursor of a block has places of its own.
  const places = binds.length > 0 || isQuery(text) ? countPlaceholders(text) : 0;
  return places === binds.length ? null : `the text has ${places} ? for ${binds.length} binds`;
};

const wholeStatement = (query: Pick<SqlQuery, 'text' | 'binds'>): string | null => {
  const fault = statementFault(query.text);
  return fault === null ? bindsFit(query) : `no whole statement: ${fault}`;
};

const field = object<Field>({ name, type: dataType, nullable: boolean });

/** Cells are many, so their places are only made when one is wrong. */
const localData: Parser<LocalData> = (place) => {
  const parsed = object<LocalData>({
    kind: oneOf(['local']),
    frame,
    fields: list(field, 1),
    rows: (rows) => list(localRow)(rows),
  })(place);
  parsed.rows.forEach((row, at) => {
    const message = wrongRow(row, parsed.fields);
    if (message !== null) throw place.at('rows', parsed.rows).at(at, row).error(message);
  });
  return parsed;
};

const localRow: Parser<readonly JsonCell[]> = (place) => list(cell)(place);

function wrongRow(row: readonly JsonCell[], fields: readonly Field[]): string | null {
  if (row.length !== fields.length) return `expected ${fields.length} cells, found ${row.length}`;
  const at = fields.findIndex(({ type }, index) => !fitsType(row[index] ?? null, type));
  if (at === -1) return null;
  return `${JSON.stringify(row[at]).slice(0, 60)} is no value of column ${fields[at]?.name} of type ${fields[at]?.type.kind}`;
}

const joinFits = ({ on, using, how }: Join): string | null => {
  if (on !== undefined && using !== undefined) return 'a join has a condition or names, not both';
  return how === 'cross' && (on !== undefined || using !== undefined) ? 'a cross join has no condition' : null;
};

const frame = optional(integer(0));

const nullable =
  <T>(parser: Parser<T>): Parser<T | null> =>
  (place) =>
    place.json === null ? null : parser(place);

const share: Parser<number> = (place) => {
  const { json } = place;
  if (typeof json !== 'number' || !(json >= 0 && json <= 1)) throw place.error(`expected 0 to 1, found ${place.found}`);
  return json;
};

const tableCall = where(expr, (call) => (call.kind === 'call' ? null : 'a table function is a call'));

type FunctionColumn = NonNullable<JoinTableFunction['columns']>[number];

const travel = object<TimeTravel>({
  mode: oneOf(['at', 'before']),
  by: oneOf(['timestamp', 'offset', 'statement', 'stream']),
  value: expr,
});

/** How files are written and where they are. */
const staged = {
  location: string,
  type: oneOf(READ_FILE_TYPES),
  formatName: optional(objectParts),
  formatOptions: options,
};

/** Locations and options that Snowflake does not have are refused where the plan is read, not first in a worker. */
function knownFiles<T extends Files | FileSchema>(parser: Parser<T>): Parser<T> {
  return (place) => {
    const parsed = parser(place);
    place.usage(() => checkFiles(parsed));
    return parsed;
  };
}

const node: Parser<Plan> = tagged<Plan>('plan node', {
  local: localData,
  table: object<TableScan>({ kind: oneOf(['table']), frame, name: objectParts, travel: optional(travel) }),
  table_function: object<TableFunction>({
    kind: oneOf(['table_function']),
    frame,
    call: tableCall,
    names: optional(list(name, 1)),
  }),
  join_table_function: object<JoinTableFunction>({
    kind: oneOf(['join_table_function']),
    frame,
    input,
    call: tableCall,
    columns: optional(list(object<FunctionColumn>({ from: name, to: name }), 1)),
    names: optional(list(name, 1)),
  }),
  pivot: object<Pivot>({
    kind: oneOf(['pivot']),
    frame,
    input,
    keys: nullable(list(expr)),
    aggregate: expr,
    by: expr,
    values: nullable(list(expr, 1)),
    otherwise: optional(expr),
  }),
  unpivot: object<Unpivot>({
    kind: oneOf(['unpivot']),
    frame,
    input,
    value: name,
    name,
    columns: list(expr, 1),
    includeNulls: boolean,
  }),
  sample: where(
    object<Sample>({
      kind: oneOf(['sample']),
      frame,
      input,
      fraction: optional(share),
      rows: optional(integer(0)),
      method: optional(oneOf(['row', 'block'])),
      seed: optional(integer(0)),
    }),
    ({ fraction, rows }) =>
      (fraction === undefined) === (rows === undefined) ? 'a sample has a fraction or rows' : null,
  ),
  drop_null: object<DropNull>({
    kind: oneOf(['drop_null']),
    frame,
    input,
    names: nullable(list(name)),
    least: (place) => (place.json === 'all' ? 'all' : integer()(place)),
  }),
  fill_null: object<FillNull>({
    kind: oneOf(['fill_null']),
    frame,
    input,
    fills: list(object<FillNull['fills'][number]>({ names: nullable(list(name)), value: literal }), 1),
    decimals: boolean,
  }),
  replace: object<Replace>({
    kind: oneOf(['replace']),
    frame,
    input,
    names: nullable(list(name)),
    pairs: list(object<Replace['pairs'][number]>({ from: literal, to: literal }), 1),
    decimals: boolean,
  }),
  statistics: object<Statistics>({
    kind: oneOf(['statistics']),
    frame,
    input,
    names: nullable(list(name)),
    texts: boolean,
  }),
  files: knownFiles(
    object<Files>({
      kind: oneOf(['files']),
      frame,
      ...staged,
      pattern: optional(string),
      metadata: list(oneOf(METADATA_COLUMNS)),
      fields: optional(list(field, 1)),
      attempt: boolean,
    }),
  ),
  file_schema: knownFiles(object<FileSchema>({ kind: oneOf(['file_schema']), frame, ...staged })),
  sql: where(object<SqlQuery>({ kind: oneOf(['sql']), frame, text: string, binds: list(literal) }), wholeStatement),
  select: object<Select>({ kind: oneOf(['select']), frame, input, items: list(expr, 1) }),
  filter: object<Filter>({ kind: oneOf(['filter']), frame, input, condition: expr }),
  sort: object<Sort>({ kind: oneOf(['sort']), frame, input, keys: list(sortKey) }),
  limit: object<Limit>({ kind: oneOf(['limit']), frame, input, rows: integer(0), offset: integer(0) }),
  distinct: object<Distinct>({ kind: oneOf(['distinct']), frame, input }),
  drop_duplicates: object<DropDuplicates>({ kind: oneOf(['drop_duplicates']), frame, input, names: list(name, 1) }),
  drop: object<Drop>({ kind: oneOf(['drop']), frame, input, columns: list(expr, 1) }),
  with_columns: object<WithColumns>({
    kind: oneOf(['with_columns']),
    frame,
    input,
    columns: list(object<WithColumns['columns'][number]>({ name, value: expr }), 1),
    keepOrder: boolean,
  }),
  rename: object<Rename>({
    kind: oneOf(['rename']),
    frame,
    input,
    renames: list(object<Rename['renames'][number]>({ from: expr, to: name }), 1),
  }),
  to_df: object<ToDf>({ kind: oneOf(['to_df']), frame, input, names: list(name, 1) }),
  alias: object<Aliased>({ kind: oneOf(['alias']), frame, input, name }),
  aggregate: object<Aggregate>({
    kind: oneOf(['aggregate']),
    frame,
    input,
    grouping: oneOf(GROUPINGS),
    keys: list(expr),
    sets: optional(list(list(integer(0)))),
    aggregates: list(expr),
  }),
  join: where(
    object<Join>({
      kind: oneOf(['join']),
      frame,
      how: oneOf(JOIN_KINDS),
      left: input,
      right: input,
      on: optional(expr),
      using: optional(list(name, 1)),
      natural: optional(boolean),
      match: optional(expr),
      directed: optional(boolean),
      lateral: optional(boolean),
      leftSuffix: optional(name),
      rightSuffix: optional(name),
    }),
    joinFits,
  ),
  set: object<SetOperation>({
    kind: oneOf(['set']),
    frame,
    op: oneOf(SET_OPERATORS),
    left: input,
    right: input,
    match: oneOf(['position', 'name', 'name_or_null']),
  }),
});
