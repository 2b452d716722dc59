import { z } from 'zod';
import { clip } from './clip.js';
import { maskSecrets } from './mask-secrets.js';
import { PROBLEM_CODES, PROBLEMS, type ProblemCode } from './problem-codes.js';

/** What Snowflake itself said; secrets of a statement that it quotes are left out. */
export const SnowflakeSays = z.object({
  /** Six digits. */
  code: z.string(),
  sqlState: z.string().nullable(),
  text: z.string(),
});
export type SnowflakeSays = z.infer<typeof SnowflakeSays>;

/**
 * Every failure that crosses a process, over HTTP (as `application/problem+json`), through Redis or in a job.
 * Branch on `code`; show `title`, `detail` and `cure`.
 */
export const Problem = z.object({
  code: z.enum(PROBLEM_CODES),
  status: z.int(),
  retryable: z.boolean(),
  title: z.string(),
  /** What is wrong here, with the names that matter. */
  detail: z.string(),
  /** What to do about it. */
  cure: z.string(),
  queryId: z.string().nullable(),
  /** Where in the request: `action.plan.input.condition`, `header.Idempotency-Key`. */
  path: z.string().optional(),
  /** Milliseconds to wait before a repetition. */
  retryAfterMs: z.int().nonnegative().optional(),
  snowflake: SnowflakeSays.optional(),
  /** The number of the request in the log, where a request failed. */
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

export interface ProblemFields {
  readonly detail: string;
  readonly queryId?: string | null | undefined;
  readonly path?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly snowflake?: SnowflakeSays | undefined;
  readonly requestId?: string | undefined;
  /** Where this very case has a better cure than the one of the registry. */
  readonly cure?: string | undefined;
}

/** Characters. Details quote what was sent, which may be megabytes of a name, and paths lead as deep as plans go. */
const MOST_DETAIL = 4_000;
const MOST_PATH = 500;

/**
 * The one way a problem is made: everything that is the same for a code comes from the registry. A problem is shown, logged and
 * kept, and may quote a statement: no secrets stand in it.
 */
export function problem(code: ProblemCode, fields: ProblemFields): Problem {
  const { status, retryable, title, cure } = PROBLEMS[code];
  return Object.freeze({
    code,
    status,
    retryable,
    title,
    detail: clip(maskSecrets(fields.detail), MOST_DETAIL),
    cure: fields.cure ?? cure,
    queryId: fields.queryId ?? null,
    ...(fields.path !== undefined && { path: clip(fields.path, MOST_PATH) }),
    ...(fields.retryAfterMs !== undefined && { retryAfterMs: fields.retryAfterMs }),
    ...(fields.snowflake !== undefined && {
      snowflake: { ...fields.snowflake, text: maskSecrets(fields.snowflake.text) },
    }),
    ...(fields.requestId !== undefined && { requestId: fields.requestId }),
  });
}

/** A problem on its way through code that throws. */
export class ProblemError extends Error {
  override readonly name: string = 'ProblemError';

  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(`${problem.code}: ${problem.detail}`, options);
  }

  static of(code: ProblemCode, fields: ProblemFields, options?: ErrorOptions): ProblemError {
    return new ProblemError(problem(code, fields), options);
  }
}
