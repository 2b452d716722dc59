import type { JobRequestInput } from '@firn/contract';
import {
  encodeAction,
  LITERAL,
  type Place,
  partOf,
  type Reader,
  readAs,
  SQL_TEXT,
  wrongArgument,
} from '@firn/snowpark/internal';
import { jsonText } from './json-text.js';

/** A job as a client writes it. Its binds are those of `session.sql`: bigint, Decimal, Date and moments keep their type and their digits. */
export type JobSubmission = Omit<JobRequestInput, 'binds'> & {
  /** Values for the `?` of `sql`, in order. */
  readonly binds?: readonly unknown[] | undefined;
};

/**
 * A submission as JSON text. Binds that JSON has a word for are sent as they are; with one that it has none for, the statement is
 * sent as the action that `session.sql` makes, whose binds carry their types.
 *
 * @throws UsageError that names the bind, and for what JSON cannot hold.
 */
export const jobText = (job: unknown, place: Place): string => readAs(JOB_TEXT, job, place);

const JOB_TEXT: Reader<string> = {
  allowed: 'a job request',
  read(given, place) {
    const isTyped = typeof given === 'object' && given !== null && 'binds' in given && hasTyped(given.binds);
    return bodyText(isTyped ? withTypedBinds(given, place) : given, place);
  },
};

type Submission = { readonly [K in keyof JobRequestInput]?: unknown };

function withTypedBinds({ sql, binds, ...others }: Submission, place: Place): Submission {
  if (others.action !== undefined || others.handler !== undefined) {
    throw wrongArgument(partOf(place, 'binds'), 'values for the ? of sql, which stands alone', binds);
  }
  const text = SQL_TEXT.read(sql, partOf(place, 'sql'));
  const values = Array.from(isList(binds) ? binds : [], (bind, at) =>
    LITERAL.read(bind, partOf(partOf(place, 'binds'), at)),
  );
  return { ...others, action: encodeAction({ kind: 'sql', text, binds: values }) };
}

const isList = (given: unknown): given is readonly unknown[] => Array.isArray(given);

/** A hole in the list is one as well: `some` would leave it. */
const hasTyped = (binds: unknown): boolean => isList(binds) && Array.from(binds).some((bind) => !isOfJson(bind));

/** A number that has lost digits is refused by the API, with the cure. */
const isOfJson = (bind: unknown): boolean =>
  bind === null || typeof bind === 'string' || typeof bind === 'boolean' || Number.isFinite(bind);

/**
 * A request as JSON text. The action is as the library wrote it: it may have a million values, and is judged by the API.
 *
 * @throws UsageError for what JSON cannot hold, such as a bigint or a Map.
 */
export function bodyText(request: unknown, place: Place): string {
  if (request === undefined) return 'null'; // the API answers that it is no job
  if (!hasAction(request)) return jsonText(request, place, BODY);
  const { action, ...others } = request;
  jsonText(others, place, BODY);
  try {
    return JSON.stringify(request);
  } catch (error) {
    throw wrongArgument(partOf(place, 'action'), 'an action as encodeAction() gives it', action, String(error));
  }
}

const BODY = 'what JSON can hold';
const hasAction = (request: unknown): request is { readonly action: unknown } =>
  typeof request === 'object' && request !== null && 'action' in request && request.action !== undefined;
