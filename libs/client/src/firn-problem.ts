import type { Problem, ProblemCode, SnowflakeSays } from '@firn/contract';

/**
 * Firn refused a request, or a job ended without its result. Branch on `code`; `message` says what is wrong and what to do.
 * `problem` is the whole of it, as the server sent it.
 */
export class FirnProblem extends Error {
  override readonly name = 'FirnProblem';

  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(`${problem.title}: ${problem.detail} ${problem.cure}`, options);
  }

  /**
   * What went wrong, as a word to branch on.
   *
   * @example
   * ```ts
   * import { FirnProblem } from '@firn/client';
   *
   * const error = await client.submit({ profile: 'nobody', sql: 'select 1 as one' }).catch((refused: unknown) => refused);
   * if (error instanceof FirnProblem) console.log(error.code); // → unknown_profile
   * ```
   */
  get code(): ProblemCode {
    return this.problem.code;
  }
  /**
   * The status of HTTP that belongs to it.
   *
   * @example
   * ```ts
   * import { FirnProblem } from '@firn/client';
   *
   * const error = await client.submit({ profile: 'nobody', sql: 'select 1 as one' }).catch((refused: unknown) => refused);
   * if (error instanceof FirnProblem) console.log(error.status); // → 422
   * ```
   */
  get status(): number {
    return this.problem.status;
  }
  /**
   * The query in Snowflake that it is about; null where there is none.
   *
   * @example
   * ```ts
   * import { FirnProblem } from '@firn/client';
   *
   * const failed = await client.run({ profile: 'local', sql: 'select * from no_such_table' });
   * if (failed.problem !== null) console.log(new FirnProblem(failed.problem).queryId === failed.queryId); // → true
   * ```
   */
  get queryId(): string | null {
    return this.problem.queryId;
  }
  /**
   * What Snowflake itself said, where it did.
   *
   * @example
   * ```ts
   * import { FirnProblem } from '@firn/client';
   *
   * const failed = await client.run({ profile: 'local', sql: 'select * from no_such_table' });
   * if (failed.problem !== null) console.log(new FirnProblem(failed.problem).snowflake?.code); // → 002003
   * ```
   */
  get snowflake(): SnowflakeSays | null {
    return this.problem.snowflake ?? null;
  }
}

/** No answer came that Firn could have written: the address is wrong, the network is down, or something between answered. */
export class FirnUnreachable extends Error {
  override readonly name = 'FirnUnreachable';

  /** @param cure what to do about it, as a sentence without its end */
  constructor(
    readonly url: string,
    reason: string,
    options?: ErrorOptions,
    cure = 'Check the address and that the API runs',
  ) {
    super(`No answer from Firn at ${url}: ${reason}. ${cure}.`, options);
  }
}
