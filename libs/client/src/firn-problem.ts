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

  get code(): ProblemCode {
    return this.problem.code;
  }
  get status(): number {
    return this.problem.status;
  }
  get queryId(): string | null {
    return this.problem.queryId;
  }
  /** What Snowflake itself said, where it did. */
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
