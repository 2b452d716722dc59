import { HandlerName, type JobRequestInput } from '@firn/contract';
import { duration, optionsOf, type Reader, required, signature, wrongArgument } from '@firn/snowpark/internal';
import type { StandardSchemaV1 } from '@standard-schema/spec';

/** A handler of jobs as a value: its name, and what its parameters have to be. Who hosts it and who calls it share it. */
export interface HandlerDefinition<Name extends string = string, Params extends StandardSchemaV1 = StandardSchemaV1> {
  readonly name: Name;
  /** Zod, Valibot, ArkType or any other Standard Schema. */
  readonly params: Params;
  /** Milliseconds that the handler has to build its action. Default a minute. */
  readonly timeoutMs?: number;
}

/** Parameters by the name of their handler, for callers that know no definitions: `{ 'nightly-merge': { day: string } }`. */
export type HandlerMap = Readonly<Record<string, unknown>>;

/** What a request for a handler holds besides: profile, session, timeoutMs, tags and the like. */
export type HandlerRequest = Omit<JobRequestInput, 'action' | 'sql' | 'binds' | 'handler' | 'params'>;

const isSchema = (given: unknown): given is StandardSchemaV1 =>
  (typeof given === 'object' || typeof given === 'function') && given !== null && '~standard' in given;

const SCHEMA: Reader<StandardSchemaV1> = {
  allowed: 'a schema, such as of Zod, or any other Standard Schema',
  read(given, place) {
    if (!isSchema(given)) throw wrongArgument(place, this.allowed, given);
    return given;
  },
};

const NAME: Reader<string, string> = {
  allowed: 'the name of a handler: 1 to 63 letters, digits, _, . or -, the first no sign',
  read(given, place) {
    const parsed = HandlerName.safeParse(given);
    if (!parsed.success) throw wrongArgument(place, this.allowed, given);
    return parsed.data;
  },
};

const DEFINITION = optionsOf({ params: SCHEMA, timeoutMs: duration(1) }, 'params');
const DEFINE_HANDLER = signature('defineHandler', required('name', NAME), required('options', DEFINITION));

/** Defines a handler, for `@FirnJob(…)` where it is hosted and for `handlerJob(…)` where it is called. */
export function defineHandler<const Name extends string, Params extends StandardSchemaV1>(
  name: Name,
  options: { readonly params: Params; readonly timeoutMs?: number },
): HandlerDefinition<Name, Params>;
export function defineHandler(...given: readonly unknown[]): HandlerDefinition {
  const [name, options] = DEFINE_HANDLER.read(given);
  return Object.freeze({ name, ...options });
}

/** A handler by name, or by its definition, of which only the name crosses. */
export const HANDLER: Reader<string, string | HandlerDefinition> = {
  allowed: 'the name of a handler, or what defineHandler() gave',
  read(given, place) {
    const isDefinition = typeof given === 'object' && given !== null && 'name' in given;
    return NAME.read(isDefinition ? given.name : given, place);
  },
};

/** Cut down to what JSON holds: a Date becomes its text, and what JSON cannot hold is refused here and not changed in silence. */
export const PARAMS: Reader<unknown> = {
  allowed: 'parameters that JSON can hold',
  read(given, place) {
    if (given === undefined) return null;
    let text: string | undefined;
    try {
      text = JSON.stringify(given, refuseLost);
    } catch (error) {
      throw wrongArgument(place, this.allowed, given, error instanceof Error ? error.message : String(error));
    }
    if (text === undefined) throw wrongArgument(place, this.allowed, given);
    return JSON.parse(text);
  },
};

/** What JSON would leave out, or make into an empty object, without a word. */
function refuseLost(this: unknown, name: string, value: unknown): unknown {
  const given: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, name) : value;
  const isLost =
    (typeof value === 'number' && !Number.isFinite(value)) ||
    ['bigint', 'function', 'symbol'].includes(typeof value) ||
    (typeof value === 'object' && value !== null && value === given && !isPlain(value));
  if (isLost)
    throw new TypeError(`${name === '' ? 'They are' : `"${name}" is`} nothing that JSON holds: send it as text.`);
  return value;
}

/** A list or an object of no class. What has a form for JSON of its own is that by now. */
function isPlain(value: object): boolean {
  const [symbol] = Object.getOwnPropertySymbols(value);
  if (symbol !== undefined) throw new TypeError(`There is no member ${String(symbol)} in JSON.`);
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
}
