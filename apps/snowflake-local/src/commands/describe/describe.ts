import { nameParts } from '../../bind/object-name.js';
import type { OutColumn } from '../../bind/query.js';
import { missingFileObject, missingObject } from '../../catalog/missing.js';
import { displayPath, qualifySchema } from '../../catalog/names.js';
import { objectMissing, SqlError, unsupported } from '../../errors.js';
import type { ExecutionContext, PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { Describe, ObjectName } from '../../parse/ast.js';
import { unreachable } from '../../unreachable.js';
import { BoundExpressions } from '../bound-expression.js';
import { IN_SCHEMA_WORDS } from '../ddl/create-in-schema.js';
import { namedObject } from '../ddl/required.js';
import { type Cell, listed, wireCell } from '../show/listing.js';
import { DESCRIBED_POLICY, policyCells } from '../show/policies.js';
import { STREAMS, streamCells } from '../show/streams.js';
import { TASKS, taskCells } from '../show/tasks.js';
import { type StatementContext, statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE } from '../status.js';
import { formatProperties, PROPERTY_COLUMNS, stageProperties } from './properties.js';
import { describeColumns, RELATION_COLUMNS } from './relation.js';
import { describeRoutine } from './routine.js';
import { USER_PROPERTY_COLUMNS, userProperties } from './user.js';

interface Description {
  readonly columns: readonly OutColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

/** DESCRIBE of a table, view, schema, database, stage, file format, warehouse, user, or of a result. */
export function prepareDescribe(ast: Describe, request: PrepareRequest): PreparedStatement {
  const { target } = ast;
  if (target.kind === 'result') return describeResult(target.id, request);
  const describe = (context: StatementContext) =>
    target.kind === 'routine' ? describeRoutine(target, context) : describeObject(target, context);
  const { columns } = describe(statementContext(request));
  return commandStatement(STATEMENT_TYPE.describe, {
    columns,
    transaction: 'read',
    run: async ({ catalog }) => answer(describe(statementContext(request, catalog.view))),
  });
}

const answer = ({ columns, rows }: Description) => ({
  columns,
  rows: { kind: 'values', cells: rows.map((row) => row.map(wireCell)) } as const,
});

type ObjectTarget = Extract<Describe['target'], { kind: 'object' }>;

const CONTENTS = listed('created_on:time', 'name', 'kind');

function describeObject(target: ObjectTarget, context: StatementContext): Description {
  switch (target.object) {
    case 'table':
    case 'view':
      return describeRelation(target, context);
    case 'stage': {
      const name = namedObject(target.name, context, 'DESCRIBE STAGE');
      const stage = context.catalog.stage(name);
      if (stage === undefined) throw missingFileObject('Stage', name);
      return { columns: listed('parent_property', ...PROPERTY_COLUMNS), rows: stageProperties(stage) };
    }
    case 'file_format': {
      const name = namedObject(target.name, context, 'DESCRIBE FILE FORMAT');
      const format = context.catalog.fileFormat(name);
      if (format === undefined) throw missingFileObject('File format', name);
      return { columns: listed(...PROPERTY_COLUMNS), rows: formatProperties(format.options) };
    }
    case 'sequence': {
      const name = namedObject(target.name, context, 'DESCRIBE SEQUENCE');
      const sequence = context.catalog.sequence(name);
      if (sequence === undefined) throw objectMissing('Sequence', name.shown);
      const { start, step, ordered } = sequence.counter;
      return {
        columns: listed('name', 'start:number', 'interval:number', 'ordered', 'comment'),
        rows: [[sequence.name, start, step, ordered ? 'Y' : 'N', sequence.comment ?? '']],
      };
    }
    case 'stream': {
      const name = namedObject(target.name, context, 'DESCRIBE STREAM');
      const stream = context.catalog.stream(name);
      if (stream === undefined) throw missingObject('Stream', name, context.catalog);
      return { columns: STREAMS.columns, rows: [streamCells(stream, context)] };
    }
    case 'task': {
      const name = namedObject(target.name, context, 'DESCRIBE TASK');
      const task = context.catalog.task(name);
      if (task === undefined) throw missingObject('Task', name, context.catalog);
      return { columns: TASKS.columns, rows: [taskCells(task)] };
    }
    case 'masking_policy':
    case 'row_access_policy': {
      const words = IN_SCHEMA_WORDS[target.object];
      const name = namedObject(target.name, context, `DESCRIBE ${words.toUpperCase()}`);
      const policy = context.catalog.policy(name);
      if (policy?.kind !== target.object) throw missingObject(words, name, context.catalog);
      return { columns: DESCRIBED_POLICY, rows: [policyCells(policy)] };
    }
    case 'schema':
      return describeSchema(target.name, context);
    case 'database': {
      const [name = ''] = nameParts(target.name, context);
      if (context.catalog.database(name) === undefined) throw objectMissing('Database', displayPath([name]));
      const schemas = context.catalog.schemas(name);
      return { columns: CONTENTS, rows: schemas.map((schema) => [new Date(schema.createdOn), schema.name, 'SCHEMA']) };
    }
    case 'warehouse': {
      const [name = ''] = nameParts(target.name, context);
      const warehouse = context.catalog.warehouse(name);
      if (warehouse === undefined) throw objectMissing('Warehouse', displayPath([name]));
      return { columns: CONTENTS, rows: [[new Date(warehouse.createdOn), name, 'WAREHOUSE']] };
    }
    case 'user':
      return describeUser(target.name, context);
    case 'role':
      throw unsupported('DESCRIBE ROLE');
    default:
      return unreachable(target.object);
  }
}

function describeRelation(target: ObjectTarget, context: StatementContext): Description {
  if (target.type !== undefined && target.type.toUpperCase() !== 'COLUMNS')
    throw unsupported(`DESCRIBE TABLE TYPE = ${target.type}`);
  const name = namedObject(target.name, context, 'DESCRIBE');
  const relation = context.catalog.relation(name);
  if (relation === undefined) throw missingObject(target.object === 'view' ? 'View' : 'Table', name, context.catalog);
  const keys = 'keys' in relation ? relation.keys : [];
  const masking = 'masking' in relation ? relation.masking : undefined;
  return { columns: RELATION_COLUMNS, rows: describeColumns(relation.columns, keys, masking) };
}

function describeSchema(name: ObjectName, context: StatementContext): Description {
  const parts = nameParts(name, context);
  const schema = qualifySchema(parts, context.session, 'DESCRIBE SCHEMA');
  if (context.catalog.schema(schema) === undefined) throw objectMissing('Schema', displayPath(parts));
  const relations = context.catalog.relations(schema);
  return {
    columns: CONTENTS,
    rows: relations.map(({ createdOn, name: relation, kind }) => [
      new Date(createdOn),
      relation,
      kind === 'view' ? 'VIEW' : 'TABLE',
    ]),
  };
}

function describeUser(name: ObjectName, context: StatementContext): Description {
  const [wanted = ''] = nameParts(name, context);
  const user = context.catalog.user(wanted);
  if (user === undefined) throw objectMissing('User', displayPath([wanted]));
  return { columns: USER_PROPERTY_COLUMNS, rows: userProperties(user) };
}

/** DESCRIBE RESULT of a query ID, or of LAST_QUERY_ID(). */
function describeResult(
  id: Extract<Describe['target'], { kind: 'result' }>['id'],
  request: PrepareRequest,
): PreparedStatement {
  const value = new BoundExpressions([id], statementContext(request));
  return commandStatement(STATEMENT_TYPE.describe, {
    columns: RELATION_COLUMNS,
    transaction: 'read',
    run: async (execution: ExecutionContext) => {
      const [computed] = await value.evaluate(execution);
      const queryId = computed?.text ?? '';
      const stored = execution.engine.results.find(queryId, execution.session.user);
      if (stored === undefined) throw new SqlError('000709', '02000', `Statement ${queryId} not found`);
      const columns = stored.columns.map((column) => ({ ...column, default: null, comment: null }));
      return answer({ columns: RELATION_COLUMNS, rows: describeColumns(columns, []) });
    },
  });
}
