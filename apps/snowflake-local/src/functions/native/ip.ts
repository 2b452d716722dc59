import { BOOLEAN, VARCHAR } from '@duckdb/node-api';
import { type Json, JsonNumber, storedJson } from '../../types/json-text/json-value.js';
import { markedError } from '../../types/raise.js';
import type { NativeFunction } from './native-function.js';

interface Address {
  readonly host: string;
  readonly family: 4 | 6;
  readonly bits: bigint;
  /** Bits of the network, where the text names them. */
  readonly prefix: number | null;
}

const SIZE = { 4: 32, 6: 128 } as const;
const number = (value: bigint | number): Json => new JsonNumber(String(value));

function addressOf(text: string): Address | undefined {
  const [host = '', mask, ...more] = text.split('/');
  const family = host.includes(':') ? 6 : 4;
  const bits = family === 6 ? bitsOfSix(host) : bitsOfFour(host);
  if (bits === undefined || more.length > 0) return undefined;
  if (mask === undefined) return { host, family, bits, prefix: null };
  return /^\d{1,3}$/.test(mask) && Number(mask) <= SIZE[family]
    ? { host, family, bits, prefix: Number(mask) }
    : undefined;
}

function bitsOfFour(host: string): bigint | undefined {
  const parts = host.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return joined(parts.map(BigInt), 8n);
}

function bitsOfSix(host: string): bigint | undefined {
  const last = host.slice(host.lastIndexOf(':') + 1);
  const four = last.includes('.') ? bitsOfFour(last) : undefined;
  if (last.includes('.') && four === undefined) return undefined;
  const plain =
    four === undefined ? host : host.slice(0, -last.length) + [four >> 16n, four & 0xffffn].map(hex).join(':');
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [left, right] = [wordsOf(halves[0] ?? ''), wordsOf(halves[1] ?? '')];
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return joined([...left, ...new Array<bigint>(missing).fill(0n), ...right], 16n);
}

const hex = (word: bigint): string => word.toString(16);

function wordsOf(text: string): readonly bigint[] | undefined {
  if (text === '') return [];
  const words = text.split(':');
  return words.every((word) => /^[0-9A-Fa-f]{1,4}$/.test(word)) ? words.map((word) => BigInt(`0x${word}`)) : undefined;
}

const joined = (parts: readonly bigint[], width: bigint): bigint =>
  parts.reduce((all, part) => (all << width) | part, 0n);

/** First and last address of the network. */
function rangeOf({ bits, family, prefix }: Address): readonly [start: bigint, end: bigint] {
  const free = (1n << BigInt(SIZE[family] - (prefix ?? SIZE[family]))) - 1n;
  return [bits & ~free, bits | free];
}

function describe(address: Address): Json {
  const { host, family, bits, prefix } = address;
  const range = prefix === null ? undefined : rangeOf(address);
  const asHex = (value: bigint): Json => value.toString(16).toUpperCase().padStart(32, '0');
  const [name, value, show] = family === 4 ? (['ipv4', bits, number] as const) : (['hex_ipv6', bits, asHex] as const);
  const fields = family === 4 ? [bits, 0n, 0n, 0n] : [96n, 64n, 32n, 0n].map((at) => (bits >> at) & 0xffffffffn);
  const entries: [string, Json][] = [
    ['family', number(family)],
    ['host', host],
    ['ip_fields', fields.map(number)],
    ['ip_type', 'inet'],
    [name, show(value)],
    ['netmask_prefix_length', prefix === null ? null : number(prefix)],
    ['snowflake$type', 'ip_address'],
  ];
  if (range !== undefined) {
    entries.push([`${name}_range_start`, show(range[0])], [`${name}_range_end`, show(range[1])]);
  }
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** (text, permissive) → the parts of an IP address; of what is none an error, or where it is permissive an OBJECT that says so. */
const parseIp: NativeFunction = {
  name: 'sf_parse_ip',
  parameters: [VARCHAR, BOOLEAN],
  returns: VARCHAR,
  body: (text, permissive) => {
    const address = addressOf(String(text));
    if (address !== undefined) return storedJson(describe(address));
    const error = `invalid IP address '${String(text)}'`;
    if (permissive !== true) throw markedError('bad_argument', `Error parsing IP: ${error}`);
    return storedJson(new Map([['error', error]]));
  },
};

export const IP: readonly NativeFunction[] = [parseIp];
