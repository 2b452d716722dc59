import { isDeepStrictEqual } from 'node:util';
import { directSession } from '@firn/snowflake';
import { localConnection } from '../system/local-connection.js';
import { check, type Outcome } from './outcome.js';
import { DIFFERENT } from './programs/different.js';
import { PROGRAMS } from './programs/index.js';
import { makeTables, selectsIn, told } from './programs/run.js';
import { pythonLines } from './python.js';

const CLIENT = '@firn/snowpark beside Snowpark Python';

interface TheirLine {
  readonly program: string;
  readonly answer?: unknown;
  readonly error?: string;
  readonly selects?: number;
}

/**
 * The same programs in Snowpark Python and in ours, on the same server: they give the same columns and rows
 * in no more SELECTs, or differ for a reason.
 */
export async function samePrograms(python: string, url: string, signal: AbortSignal): Promise<readonly Outcome[]> {
  const theirs = new Map<string, unknown>();
  const selects = new Map<string, number>();
  for (const line of await pythonLines(python, 'all_programs', url, signal)) {
    const { program, answer, error, selects: taken = 0 }: TheirLine = JSON.parse(line);
    theirs.set(program, error ?? answer);
    selects.set(program, taken);
  }
  const session = await directSession(localConnection(url));
  try {
    await makeTables(session, 'of_firn');
    const outcomes: Outcome[] = [];
    for (const [name, program] of Object.entries(PROGRAMS)) {
      outcomes.push(
        await check(CLIENT, name, async () => {
          const { answer, sql } = await told(program, session);
          compare(name, answer, theirs.get(name));
          const [own, their] = [selectsIn(sql), selects.get(name) ?? 0];
          if (own > their && DIFFERENT[name] === undefined)
            throw new Error(`it takes ${own} SELECTs, and Snowpark Python ${their}`);
        }),
      );
    }
    const missing = [...theirs.keys()].filter((name) => !Object.hasOwn(PROGRAMS, name));
    return [...outcomes, ...missing.map((name) => ({ client: CLIENT, check: name, error: 'it is in Python only' }))];
  } finally {
    await session.close();
  }
}

function compare(name: string, ours: unknown, theirs: unknown): void {
  const same = isDeepStrictEqual(ours, theirs);
  if (same && DIFFERENT[name] !== undefined) throw new Error('it is said to differ, and is the same');
  if (!same && DIFFERENT[name] === undefined) {
    throw new Error(`Snowpark Python gives ${JSON.stringify(theirs)}, and we ${JSON.stringify(ours)}`);
  }
}
