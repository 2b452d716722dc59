import { UsageError } from '../errors.js';
import type { CreateDynamicTable, CreateView } from '../plan/action.js';
import { refuseTwice } from '../plan/check-names.js';
import type { Plan } from '../plan/plan.js';
import { readsOf } from '../plan/reads.js';
import { resolveExpr } from '../resolve/resolve.js';
import { expression } from '../sql/expression.js';
import { EMPTY, type Fragment, list, sql, text } from '../sql/fragment.js';
import { objectKey, objectSql } from '../sql/identifier.js';
import { isQuery } from '../sql/is-query.js';
import { quoteText } from '../sql/literal.js';
import { type Build, tableSql } from './build.js';
import { outputOf } from './level.js';
import { literally } from './literally.js';
import { compilePlan, queryOf, wholeSubquery } from './plan.js';
import { scopeOf } from './relation.js';

/** Snowflake's plan of a query, as text. */
export const explain = (plan: Plan, build: Build): Fragment =>
  sql`EXPLAIN USING TEXT ${literally(queryOf(plan, build))}`;

export function createView(action: CreateView, build: Build): Fragment {
  const query = definition(action, 'view', build, action.temporary);
  const words = `CREATE ${action.replace ? 'OR REPLACE ' : ''}${temporaryWord(action, build)}VIEW ${viewName(action, build)}`;
  return sql`${text(words)}${text(comment(action.comment))}${text(action.copyGrants ? ' COPY GRANTS' : '')} AS ${query}`;
}

export function createDynamicTable(action: CreateDynamicTable, build: Build): Fragment {
  const query = definition(action, 'dynamic table', build);
  const { mode, refreshMode, initialize, clusterBy = [], dataRetentionDays, maxDataExtensionDays } = action;
  const kind = `${mode === 'overwrite' ? 'OR REPLACE ' : ''}${action.transient ? 'TRANSIENT ' : ''}DYNAMIC TABLE`;
  const name = tableSql(action.name, build.context.temporary);
  const scope = scopeOf(compilePlan(action.plan, build));
  const keys = clusterBy.map((key) => literally(expression(resolveExpr(key, scope), wholeSubquery(build))));
  const options = [
    ` TARGET_LAG = ${/^downstream$/i.test(action.lag) ? 'DOWNSTREAM' : quoteText(action.lag)}`,
    ` WAREHOUSE = ${objectSql(action.warehouse)}`,
    refreshMode === undefined ? '' : ` REFRESH_MODE = ${refreshMode.toUpperCase()}`,
    initialize === undefined ? '' : ` INITIALIZE = ${initialize.toUpperCase()}`,
  ];
  const later = [
    dataRetentionDays === undefined ? '' : ` DATA_RETENTION_TIME_IN_DAYS = ${dataRetentionDays}`,
    maxDataExtensionDays === undefined ? '' : ` MAX_DATA_EXTENSION_TIME_IN_DAYS = ${maxDataExtensionDays}`,
    comment(action.comment),
    action.copyGrants ? ' COPY GRANTS' : '',
  ];
  const cluster = keys.length === 0 ? EMPTY : sql` CLUSTER BY (${list(keys)})`;
  const exists = mode === 'ignore' ? ' IF NOT EXISTS' : '';
  return sql`${text(`CREATE ${kind}${exists} ${name}${options.join('')}`)}${cluster}${text(later.join(''))} AS ${query}`;
}

const comment = (given: string | undefined): string => (given === undefined ? '' : ` COMMENT = ${quoteText(given)}`);

const temporaryWord = ({ temporary }: CreateView, { context }: Build): string =>
  temporary && context.temporary.kind === 'session' ? 'TEMPORARY ' : '';

/** A durable session's temporary view is one in the scratch schema, found again by the name that the user gave it. */
function viewName({ name, temporary: isTemporary }: CreateView, build: Build): string {
  const { temporary } = build.context;
  if (!isTemporary || temporary.kind === 'session') return objectSql(name);
  const words = [temporary.sessionPrefix, ...name.filter((part) => part !== '')];
  const own = objectSql([...temporary.schema, words.join('_')]);
  build.created.push({ kind: 'view', name: own, lifetime: 'session', userName: objectKey(name) });
  return own;
}

/** A query that can stand in a definition: it outlives this statement, so it takes no values of it and nothing made for it. */
function definition(
  action: CreateView | CreateDynamicTable,
  what: string,
  build: Build,
  isTemporary = false,
): Fragment {
  const { plan } = action;
  refuseTwice(
    outputOf(compilePlan(plan, build).level) ?? [],
    `In the ${what}`,
    "Give each a name of its own with .as('…').",
  );
  for (const node of readsOf(action).keys()) {
    if (node.kind !== 'sql' || isQuery(node.text)) continue;
    throw new UsageError('invalid_argument', `A ${what} is a query: it cannot be made over a statement that is none.`);
  }
  const query = queryOf(plan, build);
  if (build.setup.length > 0) {
    if (isTemporary) {
      const cure = 'Make it over (await frame.cacheResult()), whose table lives as long.';
      throw new UsageError(
        'invalid_argument',
        `A temporary ${what} outlives what local data of this size, or files without a FORMAT_NAME, are loaded into. ${cure}`,
      );
    }
    throw new UsageError(
      'invalid_argument',
      `A ${what} outlives this session: it cannot be made over local data of this size, nor over files without a FORMAT_NAME. Save it with saveAsTable first.`,
    );
  }
  return literally(query);
}
