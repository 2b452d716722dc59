import { NotInline, Refusal, type RunOptions, type SqlEngine } from '../commands/support/sql-engine.js';

/** What DuckDB says of itself, and what stands only in the SQL that is written for it. */
const ENGINE_WORDS =
  /\b(?:Binder|Catalog|Parser|Conversion|Constraint|Invalid Input|Not implemented|Out of Range|Mismatch Type|INTERNAL|Invalid Type|Serialization|Dependency) Error\b|DuckDB|\bsf_[a-z]+\(|\bHUGEINT\b|\bBIGINT\b|explicit type casts|Candidate functions|INTERNAL/;

/** Counts answers, and keeps those that are neither a result nor a refusal as Snowflake's. */
export class Answers {
  results = 0;
  readonly unsound: string[] = [];

  async take(engine: SqlEngine, sql: string, options?: RunOptions): Promise<void> {
    const wrong = await wrongWith(engine, sql, options);
    if (wrong === null) this.results += 1;
    else if (wrong !== undefined) this.unsound.push(wrong);
  }
}

/** Null for a result, undefined for a refusal, otherwise what is wrong with it. */
async function wrongWith(engine: SqlEngine, sql: string, options?: RunOptions): Promise<string | null | undefined> {
  try {
    await engine.run(sql, options);
    return null;
  } catch (error) {
    if (error instanceof NotInline) return null;
    // What the engine has no words for comes out of `run` as it is.
    if (!(error instanceof Refusal)) return `${String(error)} <- ${sql}`;
    const words = ENGINE_WORDS.exec(error.message.replaceAll(sql, ''));
    const isOwn = words === null || sql.toUpperCase().includes(words[0].toUpperCase());
    if (error.code === '300002' || !isOwn) return `${error.code} ${error.message} <- ${sql}`;
    return undefined;
  }
}
