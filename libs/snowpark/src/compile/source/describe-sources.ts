import { UsageError } from '../../errors.js';
import type { Action } from '../../plan/action.js';
import type { Plan } from '../../plan/plan.js';
import { type Source, sourceKey } from '../../plan/source.js';
import { plansToDescribe, sourcesOf } from '../../resolve/sources.js';
import { asStatement, render, sql, text } from '../../sql/fragment.js';
import type { Statement } from '../../sql/statement.js';
import { withBinds } from '../../sql/with-binds.js';
import type { ResultColumn } from '../../values/result-column.js';
import { tableSql } from '../build.js';
import { compileAction } from '../compile-action.js';
import type { CompileContext, Temporary } from '../compiled-action.js';
import { travelled } from './source.js';

/** The statement whose columns are the source's. It is only ever described. */
export const sourceStatement = (source: Source, temporary: Temporary): Statement =>
  source.kind === 'table' ? tableStatement(source, temporary) : callerStatement(source);

function tableStatement(table: Extract<Source, { readonly kind: 'table' }>, temporary: Temporary): Statement {
  const all = sql`SELECT * FROM ${text(tableSql(table.name, temporary))}${travelled(table, noQuery)}`;
  const statement = asStatement(render(all));
  if (statement === null) throw new Error('A table is described by one statement.');
  return statement;
}

const noQuery = (): never => {
  throw new UsageError('invalid_argument', 'A moment to travel to is a value, not a query.');
};

/** It needs no query ID of another statement, so that it is one by itself. */
function callerStatement(source: Extract<Source, { readonly kind: 'sql' }>): Statement {
  const statement = asStatement(render(withBinds(source.text, source.binds)));
  if (statement === null) throw new Error('A statement of the caller stands alone.');
  return statement;
}

/** The columns that an action's compilation must know, asked for all at once. */
export async function schemasOf(
  action: Action,
  describe: (source: Source) => Promise<readonly ResultColumn[]>,
): Promise<CompileContext['schemas']> {
  const found = sourcesOf(action).map(
    async (source): Promise<[string, readonly ResultColumn[]]> => [sourceKey(source), await describe(source)],
  );
  return new Map(await Promise.all(found));
}

/** What an action is compiled in. `describe` gives the columns of a statement and runs nothing. */
export async function describeSources(
  action: Action,
  temporary: Temporary,
  describe: (statement: Statement, source: Source | Plan) => Promise<readonly ResultColumn[]>,
): Promise<CompileContext> {
  const schemas = await schemasOf(action, (source) => describe(sourceStatement(source, temporary), source));
  const described = new Map<Plan, readonly ResultColumn[]>();
  for (const plan of plansToDescribe(action)) {
    const { main } = compileAction({ kind: 'describe', plan }, { temporary, schemas, described });
    described.set(plan, await describe(main, plan));
  }
  return { temporary, schemas, described };
}
