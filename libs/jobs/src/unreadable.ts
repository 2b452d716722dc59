import { ProblemError, problem } from '@firn/contract';
import { z } from 'zod';

/** `newer`: a process of a newer version reads it. `damaged`: nobody does, until a person has looked at it. */
export type WhyUnreadable = 'newer' | 'damaged';

/**
 * What lies in Redis cannot be read as what it should be. It is left as it is: nobody here knows what it means. Whoever goes
 * through many records tells of it and goes on with the others.
 */
export class UnreadableRecord extends ProblemError {
  override readonly name = 'UnreadableRecord';

  /** @param what the thing and its ID, such as `Job job_00…`. */
  constructor(
    readonly what: string,
    readonly why: WhyUnreadable,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(problem(why === 'newer' ? 'record_newer' : 'record_damaged', { detail: `${what} ${detail}` }), options);
  }
}

/** A value of Redis, read as what it should be. @throws UnreadableRecord */
export function readAs<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UnreadableRecord(what, 'damaged', `is damaged: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
}

/** A field that holds a whole number. One that is missing is no 0. */
export const integer = z
  .string()
  .regex(/^-?\d{1,16}$/, { error: 'must be a whole number' })
  .transform(Number)
  .pipe(z.int());

/** A text of JSON as a value; one that is no JSON is an issue of the schema, not an error of its own. */
export const json = <T extends z.ZodType>(inner: T) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'is no JSON' });
        return z.NEVER;
      }
    })
    .pipe(inner);

/** Redis' own words for a key that holds something else, and a script's for a field that is not what it computes with. */
const REFUSED = /^WRONGTYPE|WRONGTYPE Operation|user_script:\d+|hash value is not an integer/;

/** Waits for an answer of Redis about one thing. @throws UnreadableRecord where Redis cannot take the key for what it should be */
export async function reading<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw isRefused(error)
      ? new UnreadableRecord(what, 'damaged', `is damaged: ${error.message}`, { cause: error })
      : error;
  }
}

/** Redis takes no writes at the moment, whatever the key; a script that meets this names its line as well. */
const NOT_NOW = /^(READONLY|NOREPLICAS|OOM|MISCONF|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|LOADING|UNKILLABLE)\b/;

export const isRefused = (error: unknown): error is Error =>
  error instanceof Error && REFUSED.test(error.message) && !NOT_NOW.test(error.message);
