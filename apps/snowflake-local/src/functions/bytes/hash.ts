import { compilationError } from '../../errors.js';
import { attempt, attemptAll } from '../../types/cast/cast.js';
import { hexToBinary } from '../../types/cast/cast-binary.js';
import { asText } from '../../types/cast/cast-text.js';
import { once } from '../../types/duck-text.js';
import { sortKey } from '../../types/forms.js';
import { sized } from '../../types/sized.js';
import { binary, fixed } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import { constantWhole } from '../constant.js';
import { arg, define } from '../define.js';
import { any, textOrBinary, textual, whole } from '../parameters.js';
import type { Call, FunctionContext, FunctionSpec } from '../registry.js';
import { textOf } from '../results.js';

const digestOf = (value: Emitted, algorithm: string): string => {
  if (algorithm === 'md5' || algorithm === 'sha1' || algorithm === 'sha256') return `${algorithm}(${value.sql})`;
  return `${value.type.kind === 'binary' ? 'sf_digest_binary' : 'sf_digest_text'}(${value.sql}, '${algorithm}')`;
};

const blobOf = (sql: string, args: readonly Emitted[], length?: number): Emitted => ({
  sql,
  type: binary(length),
  physical: 'blob',
  nullable: args.some((value) => value.nullable),
});

/** Hex digits in lower case. */
const hexDigest = (names: [string, ...string[]], algorithm: string, digits: number): FunctionSpec =>
  define({ names, params: [textOrBinary], apply: (args) => textOf(digestOf(arg(args, 0), algorithm), args, digits) });

const binaryDigest = (name: string, algorithm: string, bytes: number): FunctionSpec =>
  define({
    names: [name],
    params: [textOrBinary],
    apply: (args) => blobOf(`unhex(${digestOf(arg(args, 0), algorithm)})`, args, bytes),
  });

function sha2Bits(args: readonly Emitted[], call: Call): number {
  const bits = args[1] === undefined ? 256 : constantWhole(arg(args, 1), '2', call);
  if ([224, 256, 384, 512].includes(bits)) return bits;
  throw compilationError('001045', '22023', `invalid digest size ${bits} for function ${call.name}`, call.position);
}

/** BINARY of a text: its UTF-8 bytes. */
const bytesOf = (value: Emitted): string => (value.type.kind === 'binary' ? value.sql : `encode(${value.sql})`);

function hexEncode(args: readonly Emitted[], call: Call): Emitted {
  const lower = args[1] !== undefined && constantWhole(arg(args, 1), '2', call) === 0;
  const body = (bytes: string) => (lower ? `lower(hex(${bytes}))` : `hex(${bytes})`);
  return textOf(
    sized(
      [bytesOf(arg(args, 0))],
      { kind: 'text', bytes: (bytes) => `CAST(octet_length(${bytes}) AS BIGINT) * 2` },
      body,
    ),
    args,
  );
}

/** Equal NUMBERs of any scale, and FLOATs that are whole, have one key. */
function hashKey(value: Emitted, context: FunctionContext): string {
  switch (value.type.kind) {
    case 'fixed': {
      const digits = asText(value, context).sql;
      return `'#' || ${value.type.scale === 0 ? digits : `rtrim(rtrim(${digits}, '0'), '.')`}`;
    }
    case 'real':
      return once([value.sql], (v) => {
        const isWhole = `isfinite(${v}) AND trunc(${v}) = ${v} AND abs(${v}) < 1e37`;
        return `'#' || CASE WHEN ${isWhole} THEN CAST(CAST(${v} AS HUGEINT) AS VARCHAR) ELSE CAST(${v} AS VARCHAR) END`;
      });
    default:
      return `CAST(${sortKey(value, context)} AS VARCHAR)`;
  }
}

/** 64 bits of a value; not the numbers of the real service, but equal values hash alike and NULL has a hash. */
function hash(args: readonly Emitted[], _call: Call, context: FunctionContext): Emitted {
  const keys = args.map((value) => hashKey(value, context));
  return {
    sql: `CAST(CAST(hash(${keys.join(', ')}) AS HUGEINT) - 9223372036854775808 AS BIGINT)`,
    type: fixed(19),
    physical: 'bigint',
    nullable: false,
  };
}

const decoded = (names: [string, ...string[]], body: (value: Emitted) => Emitted, lenient = false): FunctionSpec =>
  define({
    names,
    params: [textual],
    apply: (args) => (lenient ? attempt(arg(args, 0), body) : body(arg(args, 0))),
  });

/** The same from base 64, whose last two digits and padding a second argument may name. */
const fromBase64 = (name: string, isText: boolean, lenient = false): FunctionSpec =>
  define({
    names: [name],
    params: [textual],
    optional: [textual],
    apply: (args) => {
      const body = ([value, alphabet]: readonly Emitted[]): Emitted => {
        const bytes = `sf_from_base64(${value?.sql}, ${alphabet?.sql ?? "''"})`;
        return isText ? textOf(`sf_utf8(${bytes})`, args) : blobOf(bytes, args);
      };
      return lenient ? attemptAll(args, body) : body(args);
    },
  });

/** Base 64, in lines of so many digits where that is not 0. */
function toBase64(args: readonly Emitted[]): Emitted {
  const [, line, alphabet] = args;
  const bytes = bytesOf(arg(args, 0));
  const size = (x: string, breaks: string) => `(CAST(octet_length(${x}) AS BIGINT) + 2) // 3 * 4 * ${breaks}`;
  if (line === undefined)
    return textOf(
      sized([bytes], { kind: 'text', bytes: (x) => size(x, '1') }, (x) => `to_base64(${x})`),
      args,
    );
  const given = [bytes, line.sql, alphabet?.sql ?? "''"];
  // A line of one digit has a line break as long as itself.
  const sql = sized(
    given,
    { kind: 'text', bytes: (x) => size(x, '2'), isBound: true },
    (...all) => `sf_to_base64(${all.join(', ')})`,
  );
  return textOf(sql, args);
}

/** Half of the MD5 as an unsigned number. */
const md5Number = (name: string, half: 0 | 1): FunctionSpec =>
  define({
    names: [name],
    params: [textual],
    apply: (args) => ({
      sql: `CAST(sf_md5_number(${arg(args, 0).sql}, ${half}) AS DECIMAL(20,0))`,
      type: fixed(20),
      physical: 'decimal',
      nullable: arg(args, 0).nullable,
    }),
  });

const fromHex = (value: Emitted): Emitted => hexToBinary(value);
const fromHexText = (value: Emitted): Emitted => textOf(`sf_utf8(${hexToBinary(value).sql})`, [value]);

export const HASH: readonly FunctionSpec[] = [
  hexDigest(['MD5', 'MD5_HEX'], 'md5', 32),
  binaryDigest('MD5_BINARY', 'md5', 16),
  hexDigest(['SHA1', 'SHA1_HEX'], 'sha1', 40),
  binaryDigest('SHA1_BINARY', 'sha1', 20),
  define({
    names: ['SHA2', 'SHA2_HEX'],
    params: [textOrBinary],
    optional: [whole],
    apply: (args, call) => textOf(digestOf(arg(args, 0), `sha${sha2Bits(args, call)}`), [arg(args, 0)], 128),
  }),
  define({
    names: ['SHA2_BINARY'],
    params: [textOrBinary],
    optional: [whole],
    apply: (args, call) => blobOf(`unhex(${digestOf(arg(args, 0), `sha${sha2Bits(args, call)}`)})`, [arg(args, 0)], 64),
  }),
  define({ names: ['HASH'], params: [any], rest: any, apply: hash }),
  md5Number('MD5_NUMBER_LOWER64', 0),
  md5Number('MD5_NUMBER_UPPER64', 1),
  define({ names: ['HEX_ENCODE'], params: [textOrBinary], optional: [whole], apply: hexEncode }),
  decoded(['HEX_DECODE_BINARY'], fromHex),
  decoded(['HEX_DECODE_STRING'], fromHexText),
  decoded(['TRY_HEX_DECODE_BINARY'], fromHex, true),
  decoded(['TRY_HEX_DECODE_STRING'], fromHexText, true),
  define({ names: ['BASE64_ENCODE'], params: [textOrBinary], optional: [whole, textual], apply: toBase64 }),
  fromBase64('BASE64_DECODE_BINARY', false),
  fromBase64('BASE64_DECODE_STRING', true),
  fromBase64('TRY_BASE64_DECODE_BINARY', false, true),
  fromBase64('TRY_BASE64_DECODE_STRING', true, true),
];
