import { createHash } from 'node:crypto';
import { absentKeyBeside } from '../keys.js';
import type { RedisClient } from '../redis/client.js';

export type ScriptArgument = string | number;

/** What a script is given, by name. A declared `...names` is a list, given as `names`. */
export type ScriptValues<Declared extends string, Value> = {
  readonly [Name in Declared as Name extends `...${infer List}` ? List : Name]: Name extends `...${string}`
    ? readonly Value[]
    : Value;
};

/**
 * Names of its keys, all of one shard, and of its arguments. The last one of each may be a list. The first key tells where the script
 * runs. It may touch others of the same shard, whose names follow from what it reads: see `absentKeyBeside`.
 */
export interface ScriptDefinition<Key extends string, Arg extends string> {
  readonly keys: readonly Key[];
  readonly args?: readonly Arg[];
  /** Reads its keys as `keys.name` and its arguments as `args.name`. */
  readonly lua: string;
}

export type NamedValues<Value> = Readonly<Record<string, Value | readonly Value[]>>;

/**
 * A Lua script that Redis runs as one step. What it takes is declared once: callers give it by name, and it reads it by name. Sent
 * by its digest; by its text only where Redis does not know it yet.
 */
export class NamedScript {
  private readonly lua: string;
  private readonly sha: string;

  constructor(
    private readonly keys: readonly string[],
    private readonly args: readonly string[],
    lua: string,
  ) {
    this.lua = `${REST}local keys, args = ${table(keys, 'KEYS', 2)}, ${table(args, 'ARGV', 1)}\n${lua}`;
    this.sha = createHash('sha1').update(this.lua).digest('hex');
  }

  async run(redis: RedisClient, keys: NamedValues<string>, args: NamedValues<ScriptArgument>): Promise<unknown> {
    const values: ScriptArgument[] = [''];
    addInOrder(values, this.keys, keys);
    const [, first] = values;
    if (typeof first !== 'string') throw new TypeError('A script is given no key, so that nobody knows where it runs.');
    values[0] = absentKeyBeside(first);
    const names = values.length;
    addInOrder(values, this.args, args);
    try {
      return await redis.evalsha(this.sha, names, ...values);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return redis.eval(this.lua, names, ...values);
    }
  }
}

/** A script on keys that its caller names. */
export class Script<const Key extends string = never, const Arg extends string = never> {
  private readonly script: NamedScript;

  constructor({ keys, args = [], lua }: ScriptDefinition<Key, Arg>) {
    this.script = new NamedScript(keys, args, lua);
  }

  run(redis: RedisClient, keys: ScriptValues<Key, string>, args: ScriptValues<Arg, ScriptArgument>): Promise<unknown> {
    return this.script.run(redis, keys, args);
  }
}

const LIST = '...';
const nameOf = (declared: string): string => (declared.startsWith(LIST) ? declared.slice(LIST.length) : declared);

/** A list may be longer than what `unpack` takes. */
const REST = `local function rest(list, from)
  local part = {}
  for at = from, #list do part[at - from + 1] = list[at] end
  return part
end
`;

/** Such as `{id = ARGV[1], names = rest(ARGV, 2)}`. @param first place in the list, from 1 */
function table(declared: readonly string[], from: 'KEYS' | 'ARGV', first: 1 | 2): string {
  const entries = declared.map((name, at) =>
    name.startsWith(LIST) ? `${nameOf(name)} = rest(${from}, ${at + first})` : `${name} = ${from}[${at + first}]`,
  );
  return `{${entries.join(', ')}}`;
}

/** Appends the values of a script's declared names to a list: with a batch there are thousands of them. */
function addInOrder<Value>(list: Value[], declared: readonly string[], values: NamedValues<Value>): void {
  for (const name of declared) {
    const value = values[nameOf(name)];
    if (value === undefined) throw new TypeError(`A script is not given its "${nameOf(name)}".`);
    if (isList(value)) for (const one of value) list.push(one);
    else list.push(value);
  }
}

const isList = <Value>(value: Value | readonly Value[]): value is readonly Value[] => Array.isArray(value);
