import { quoteName } from '../../catalog/duck-name.js';
import { compilationError, positionAt } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CreateTable } from '../../parse/ast.js';
import { BoundSource } from '../bound-source.js';
import { readRows } from '../evaluate.js';
import { statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, statusOutcome } from '../status.js';

type Template = Extract<CreateTable['source'], { kind: 'template' }>;

/** CREATE TABLE ... USING TEMPLATE: the query runs first, then a CREATE TABLE with the columns that it gives. */
export function prepareFromTemplate(
  ast: CreateTable,
  { query, end }: Template,
  request: PrepareRequest,
): PreparedStatement {
  const { text } = request;
  // What is wrong with the query is a compile error.
  BoundSource.of(query, statementContext(request));
  return commandStatement(STATEMENT_TYPE.ddl, {
    queryType: 'CREATE_TABLE',
    needsWarehouse: true,
    run: async (execution) => {
      const given = await execution.runChild({ text: text.slice(query.start, query.end) });
      const [row] = await readRows(given.columns, given.relation, execution.duck);
      const columns = columnsIn(row?.[0]?.text ?? null);
      if (columns === null) {
        const detail = 'The query of USING TEMPLATE must give an ARRAY of objects with COLUMN_NAME and TYPE.';
        throw compilationError('002040', '42601', detail, positionAt(text, query.start));
      }
      const head = text.slice(ast.start, ast.name.end);
      const ifNotExists = ast.ifNotExists && !/\bif\s+not\s+exists\b/i.test(head) ? ' IF NOT EXISTS' : '';
      const options = text.slice(end, ast.end);
      const made = await execution.runChild({ text: `${head}${ifNotExists} (${columns.join(', ')})${options}` });
      const [[status] = []] = await readRows(made.columns, made.relation, execution.duck);
      return statusOutcome(status?.text ?? undefined);
    },
  });
}

/** Definitions of columns; null for what is no template. Types are read by the statement that they come to stand in. */
function columnsIn(json: string | null): readonly string[] | null {
  const items: unknown = json === null ? null : JSON.parse(json);
  if (!Array.isArray(items) || items.length === 0) return null;
  const columns = items.flatMap((item: unknown): readonly { order: number; sql: string }[] => {
    if (typeof item !== 'object' || item === null || !('COLUMN_NAME' in item) || !('TYPE' in item)) return [];
    const { COLUMN_NAME: name, TYPE: type } = item;
    if (typeof name !== 'string' || typeof type !== 'string' || !isType(type)) return [];
    const isRequired = 'NULLABLE' in item && item.NULLABLE === false;
    const order = 'ORDER_ID' in item && typeof item.ORDER_ID === 'number' ? item.ORDER_ID : 0;
    return [{ order, sql: `${quoteName(name)} ${type}${isRequired ? ' NOT NULL' : ''}` }];
  });
  if (columns.length !== items.length) return null;
  return columns.sort((left, right) => left.order - right.order).map(({ sql }) => sql);
}

/** Words, with numbers or types in parentheses: nothing that could end the list of columns. */
const isType = (text: string): boolean => /^[A-Za-z_][\w ]*(?:\([\w ,()]*\))?$/.test(text);
