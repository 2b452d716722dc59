import type { SnowflakeSession } from '@firn/snowflake';
import type { Action, Statement } from '@firn/snowpark';
import { compileAction, describeSources, RULES, type Rules } from '@firn/snowpark/internal';
import type { Frame } from './shape.js';

type Answer = Awaited<ReturnType<SnowflakeSession['run']>>;

/** One of the rules, left out. */
const WITHOUT: { readonly [K in keyof Rules]: Rules[K] } = {
  columns: () => false,
  filter: () => false,
  sort: () => false,
  limit: () => false,
  limits: () => false,
  distinct: () => false,
  aggregate: () => false,
  chain: () => false,
  share: () => false,
  unordered: () => false,
  prune: () => false,
};

/** Without each rule, and without any. */
export const VARIANTS: Readonly<Record<string, Rules>> = {
  ...Object.fromEntries(
    Object.entries(WITHOUT).map(([name, never]): [string, Rules] => [`without ${name}`, { ...RULES, [name]: never }]),
  ),
  'without any': WITHOUT,
};

export interface Comparison {
  readonly rows: number;
  /** Statements of different text that gave the same. */
  readonly texts: number;
}

/**
 * Runs a frame by the rules that are given, and by each of the variants whose SQL differs.
 *
 * @throws Error that names the variant, with both texts, where names, types or rows are not the same
 */
export async function compare(frame: Frame, session: SnowflakeSession, rules: Rules = RULES): Promise<Comparison> {
  const action: Action = { kind: 'collect', plan: frame.plan };
  const context = await describeSources(action, { kind: 'session', prefix: 'FIRN_TEMP' }, (statement) =>
    session.describe(statement),
  );
  const { main } = compileAction(action, { ...context, rules });
  const expected = await answered(main, session);
  const ran = new Set([main.text]);
  for (const [name, others] of Object.entries(VARIANTS)) {
    const variant = compileAction(action, { ...context, rules: others }).main;
    if (ran.has(variant.text)) continue;
    ran.add(variant.text);
    const answer = await answered(variant, session);
    if (shown(answer) === shown(expected)) continue;
    throw new Error(
      `${name}, the answer differs.\n${variant.text}\n${shown(answer)}\n${main.text}\n${shown(expected)}\n${JSON.stringify(main.binds)}`,
    );
  }
  return { rows: expected.rows.length, texts: ran.size };
}

const answered = (statement: Statement, session: SnowflakeSession): Promise<Answer> =>
  session.run(statement).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${statement.text}\n${JSON.stringify(statement.binds)}`, { cause: error });
  });

/** Names and types, then the rows in no order. */
const shown = ({ columns, rows }: Answer): string =>
  [
    ...columns.map(({ name, type, precision, scale }) => JSON.stringify([name, type, precision, scale])),
    ...rows.map((row) => JSON.stringify(row)).sort(),
  ].join('\n');
