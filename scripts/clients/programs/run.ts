import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataFrame, type Session } from '@firn/snowpark';
import { answerOf } from './program.js';

/** The tables that the programs read, made anew in a schema of their own. */
export async function makeTables(session: Session, schema: string): Promise<void> {
  await session.sql(`create or replace schema ${schema}`).collect();
  const statements = readFileSync(join(import.meta.dirname, 'tables.sql'), 'utf8').split(/;\n/);
  for (const statement of statements) if (statement.trim() !== '') await session.sql(statement).collect();
}

export interface Told {
  /** What is sent for each frame that the program gives; names made by chance are shown as `…`. */
  readonly sql: readonly string[];
  /** Columns and rows of a frame, values as they are: plain JSON. */
  readonly answer: unknown;
}

/** Runs one program. */
export async function told(program: (session: Session) => unknown, session: Session): Promise<Told> {
  const given = await program(session);
  const frames = (Array.isArray(given) ? given : [given]).filter((each) => each instanceof DataFrame);
  const sql = await Promise.all(frames.map(async (frame) => (await frame.queries()).main.text));
  return {
    sql: sql.map((text) => text.replaceAll(/FIRN_CACHE_\w+/g, 'FIRN_CACHE_…')),
    answer: JSON.parse(JSON.stringify(await answerOf(given))),
  };
}

/** How many SELECTs statements hold: the levels that Snowflake has to merge again. */
export const selectsIn = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + (text.match(/\bselect\b/gi)?.length ?? 0), 0);
