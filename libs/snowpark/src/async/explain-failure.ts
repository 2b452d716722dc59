import { closest } from '../arguments/closest.js';
import { SnowflakeError } from '../errors.js';
import type { Executor } from '../execution/executor.js';
import type { Action } from '../plan/action.js';
import type { Plan } from '../plan/plan.js';
import { visitAction } from '../resolve/bound.js';
import { shownName } from '../sql/identifier.js';

type Describer = Pick<Executor, 'describe'>;
type TablePlan = Extract<Plan, { readonly kind: 'table' }>;

const INVALID_IDENTIFIER = '000904';
const ALREADY_EXISTS = '002002';
/** Tables whose columns are named, and columns of each: more nobody reads. */
const MOST_TABLES = 3;
const MOST_COLUMNS = 50;
/** The failure itself must not wait for its explanation. */
const PATIENCE_MS = 5_000;

/** A failure of an action with what to do about it, where what Snowflake said can be made clearer: else as it came. */
export async function explained(error: unknown, action: Action | null, describer: Describer): Promise<unknown> {
  if (!(error instanceof SnowflakeError) || action === null) return error;
  const cure = await cureOf(error, action, describer);
  if (cure === null) return error;
  const { code, sqlState, queryId, text } = error;
  return new SnowflakeError({ code, sqlState, queryId, text, cure }, { cause: error.cause ?? error });
}

async function cureOf({ code, text }: SnowflakeError, action: Action, describer: Describer): Promise<string | null> {
  if (code === ALREADY_EXISTS && action.kind === 'save_as_table' && action.mode === 'errorifexists') {
    return `Write mode('overwrite') to replace it, or mode('append') to add to it.`;
  }
  const [, identifier] = /invalid identifier '(.+)'/.exec(text) ?? [];
  if (code !== INVALID_IDENTIFIER || identifier === undefined) return null;
  const described = Promise.all(tablesOf(action).map((table) => columnsOf(table, identifier, describer)));
  const sentences = await within(PATIENCE_MS, described);
  return sentences === null || sentences.length === 0 ? null : sentences.join(' ');
}

function tablesOf(action: Action): readonly TablePlan[] {
  const found = new Map<string, TablePlan>();
  visitAction(
    action,
    (plan) => {
      if (plan.kind === 'table') found.set(JSON.stringify(plan.name), plan);
    },
    () => undefined,
  );
  return [...found.values()].slice(0, MOST_TABLES);
}

/** `ORDERS has the columns ID, REGION. Did you mean REGION?` */
async function columnsOf(table: TablePlan, identifier: string, describer: Describer): Promise<string> {
  const names = (await describer.describe(table)).map(({ name }) => shownName(name));
  const listed = names.slice(0, MOST_COLUMNS).join(', ');
  const last = identifier.split('.').at(-1) ?? identifier;
  const near = closest(last, names);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  const more = names.length > MOST_COLUMNS ? ', …' : '';
  return `${table.name.map(shownName).join('.')} has the columns ${listed}${more}.${meant}`;
}

/** Null where it took too long, or where there is no answer: then there is nothing to explain with. */
function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ms);
    const end = (answer: T | null): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    work.then(end, () => end(null));
  });
}
