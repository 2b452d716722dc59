import * as client from '@firn/client';
import * as nest from '@firn/nest';
import * as snowflake from '@firn/snowflake';
import * as snowpark from '@firn/snowpark';
import { UsageError } from '@firn/snowpark';
import * as worker from '@firn/worker';
import { CASES, type Case, OF_PROCESSES, WHATEVER_IS_GIVEN } from './public-functions.js';

type Callable = (...args: readonly unknown[]) => unknown;

const isFunction = (value: unknown): value is Callable => typeof value === 'function';
const isClass = (value: unknown): value is Callable =>
  isFunction(value) && /^class\b/.test(Function.prototype.toString.call(value));
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Ports and sessions of processes: not called by users of a session. */
const CLASSES_OF_PROCESSES = new Set([
  'ConnectionRegistry',
  'DirectExecutor',
  'DurableExecutor',
  'ResultRows',
  'SnowflakeSession',
]);

function methodsOf(name: string, value: Callable): readonly (readonly [string, Callable])[] {
  const found = new Map<string, Callable>();
  for (const key of Object.getOwnPropertyNames(value)) {
    const member: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
    if (key !== 'prototype' && isFunction(member)) found.set(`${name}.${key}`, member);
  }
  let prototype: unknown = value.prototype;
  while (
    typeof prototype === 'object' &&
    prototype !== null &&
    prototype !== Object.prototype &&
    !(prototype instanceof Error)
  ) {
    if (prototype === Error.prototype) break;
    for (const key of Object.getOwnPropertyNames(prototype)) {
      const member: unknown = Object.getOwnPropertyDescriptor(prototype, key)?.value;
      if (key !== 'constructor' && isFunction(member) && !found.has(`${name}.${key}`))
        found.set(`${name}.${key}`, member);
    }
    prototype = Object.getPrototypeOf(prototype);
  }
  return [...found];
}

/** Every function that the libraries export, and every method and static of what they export. */
const FOUND = new Map<string, Callable>(
  [snowpark, client, snowflake, nest, worker].flatMap((library) =>
    Object.entries(library).flatMap(([name, value]: [string, unknown]): readonly (readonly [string, Callable])[] => {
      if (isClass(value)) return CLASSES_OF_PROCESSES.has(name) || name === 'Decimal' ? [] : methodsOf(name, value);
      if (isFunction(value)) return [[name, value]];
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
      return Object.entries(value).flatMap(([key, member]: [string, unknown]) =>
        isFunction(member) ? [[`${name}.${key}`, member] as const] : [],
      );
    }),
  ),
);

const isKnown = (name: string): boolean =>
  name in CASES ||
  WHATEVER_IS_GIVEN.has(name.slice(name.indexOf('.') + 1)) ||
  OF_PROCESSES.has(name) ||
  /^(?:Auth|Profile|ProfileLimits)\./.test(name);

async function outcome(name: string, one: Case, args: readonly unknown[]): Promise<unknown> {
  const call = FOUND.get(name);
  if (call === undefined) throw new Error(`There is no function ${name}.`);
  try {
    return await Reflect.apply(call, one.on ?? undefined, args);
  } catch (error) {
    return error;
  }
}

/** Objects whose members are the caller's own: columns by name, results, types. */
const OWN_MEMBERS = new Set([
  'DataFrame.withColumns 0',
  'Table.withColumns 0',
  'Table.update 0',
  'Table.updateNowait 0',
  'MatchedClause.update 0',
  'NotMatchedClause.insert 0',
  'Session.restoreJob 0',
  'FirnClient.submitHandler 1',
  'handlerJob 1',
  'StructType.ofColumns 0',
  'dataTypeOf 0',
  'DataFrame.sampleBy 1',
  'Table.sampleBy 1',
  'DataFrame.fillna 0',
  'Table.fillna 0',
  'DataFrame.replace 0',
  'Table.replace 0',
  'DataFrameNaFunctions.fill 0',
  'DataFrameNaFunctions.replace 0',
  'DataFrameStatFunctions.sampleBy 1',
  'DataFrameReader.options 0',
  'DataFrameWriter.options 0', // read with the format that they are for
  'Session.updateQueryTag 0',
  'objectConstruct 0',
  'objectConstructKeepNull 0',
  'aiClassify 2',
  'aiCountTokens 3',
  'aiExtract 1',
  'aiExtract 3',
  'aiMultiEmbed 2',
  'aiParseDocument 1',
  'aiSimilarity 2',
  'aiTranscribe 1',
]);
/** Plain data that the library wrote: nothing else of it is looked at. */
const READ_FROM_JSON = new Set(['Session.restoreJob', 'StructType.ofColumns', 'dataTypeOf', 'typeText']);
const isOptions = (name: string, at: number): boolean => !OWN_MEMBERS.has(`${name} ${at}`);

class Foreign {}
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const trapping = (): object => {
  const trap = (): never => {
    throw new Error('trapped');
  };
  const traps = { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap };
  return new Proxy({}, traps);
};

/** Nothing takes these anywhere. */
const NONSENSE: readonly (readonly [string, () => unknown])[] = [
  ['a symbol', () => Symbol('x')],
  ['a Promise', () => Promise.resolve(1)],
  ['an object of a foreign class', () => new Foreign()],
  ['a revoked proxy', revoked],
  ['a proxy that throws whatever is asked', trapping],
];

const spoilt = (args: readonly unknown[], at: number, value: unknown): readonly unknown[] =>
  args.map((arg, position) => (position === at ? value : arg));

const cases = Object.entries(CASES).map(([name, one]) => [name, one] as const);

it('knows every public function: a new one needs a case', () => {
  expect([...FOUND.keys()].filter((name) => !isKnown(name))).toEqual([]);
  expect(Object.keys(CASES).filter((name) => !FOUND.has(name))).toEqual([]);
});

describe.each(cases)('%s', (name, one) => {
  it('takes what it is for', async () => {
    const answer = await outcome(name, one, one.args);
    if (answer instanceof UsageError) throw answer;
  });

  it('refuses a wrong kind of each argument, and names it', async () => {
    for (const at of one.args.keys()) {
      if (one.anything?.includes(at)) continue;
      for (const [kind, make] of NONSENSE) {
        const calls = [spoilt(one.args, at, make())];
        if (one.many && at === 0) calls.push([make()]); // what comes alone may be a list, or a frame
        for (const call of calls) {
          const answer = await outcome(name, one, call);
          if (!(answer instanceof UsageError)) throw new Error(`Argument ${at + 1} took ${kind}: ${String(answer)}`);
          expect(answer.message).toMatch(/^[\w.]+\(\w[^)]*\): /);
        }
      }
    }
  });

  it('refuses an option that nobody knows, by its name', async () => {
    for (const [at, arg] of one.args.entries()) {
      if (one.anything !== undefined || !isPlain(arg) || Object.isFrozen(arg) || !isOptions(name, at)) continue;
      const answer = await outcome(name, one, spoilt(one.args, at, { ...arg, unknwon: 1 }));
      expect(answer).toBeInstanceOf(UsageError);
      expect(String(answer)).toContain('unknwon');
    }
  });

  it('refuses a member that a symbol names', async () => {
    for (const [at, arg] of one.args.entries()) {
      if (one.anything?.includes(at) || !isPlain(arg) || Object.isFrozen(arg) || READ_FROM_JSON.has(name)) continue;
      const answer = await outcome(name, one, spoilt(one.args, at, { ...arg, [Symbol('unknwon')]: 1 }));
      expect(answer).toBeInstanceOf(UsageError);
      expect(String(answer)).toContain('unknwon');
    }
  });

  it('refuses one argument too many', async () => {
    if (one.many) return;
    const answer = await outcome(name, one, [...one.args, 'surplus']);
    expect(answer).toBeInstanceOf(UsageError);
  });
});

describe('a constructor that only the library calls', () => {
  const classes = Object.entries(snowpark).flatMap(([name, value]: [string, unknown]) =>
    isClass(value) && !(value.prototype instanceof Error) && name !== 'Decimal' ? [[name, value] as const] : [],
  );

  it.each(classes)('refuses what a caller gives: new %s', (name, type) => {
    const given = [
      undefined,
      null,
      -1,
      'k = 1',
      { a: 1 },
      [1],
      Promise.resolve(1),
      snowpark.col('a'),
      revoked(),
      trapping(),
    ];
    for (const value of given) {
      if (value === undefined && name.endsWith('MatchedClause')) continue; // without a condition
      expect(() => Reflect.construct(type, [value, value, value])).toThrow(UsageError);
    }
  });
});
