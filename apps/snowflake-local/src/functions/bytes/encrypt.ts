import { attemptAll } from '../../types/cast/cast.js';
import { typedNull } from '../../types/literal.js';
import { binary } from '../../types/snow-type.js';
import { type Emitted, isNullLiteral } from '../../types/typed.js';
import { arg, define, type Parameter } from '../define.js';
import { textOrBinary, textual } from '../parameters.js';
import type { FunctionSpec } from '../registry.js';
import { variantOf } from '../results.js';

/** BINARY alone. */
const bytes: Parameter = (value) =>
  isNullLiteral(value) ? typedNull(binary()) : value.type.kind === 'binary' ? value : undefined;

/** A text counts as its UTF-8 bytes. */
const bytesOf = (value: Emitted): string => (value.type.kind === 'binary' ? value.sql : `encode(${value.sql})`);

const NONE = `CAST('' AS BLOB)`;
/** What is left out or NULL is of no bytes. */
const orNone = (value: Emitted | undefined): string =>
  value === undefined || isNullLiteral(value) ? NONE : `coalesce(${bytesOf(value)}, ${NONE})`;

const methodOf = (value: Emitted | undefined): string =>
  value === undefined || isNullLiteral(value) ? `'AES-GCM'` : `coalesce(${value.sql}, 'AES-GCM')`;

const blob = (sql: string, args: readonly Emitted[]): Emitted => ({
  sql,
  type: binary(),
  physical: 'blob',
  nullable: args.some((value) => value.nullable),
});

/** The four arguments of ENCRYPT and DECRYPT: value, passphrase, additional authenticated data, method. */
const byPassphrase = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    params: [textOrBinary, textual],
    optional: [textOrBinary, textual],
    volatile: name === 'ENCRYPT',
    apply: (args) => {
      const [value, passphrase] = [arg(args, 0), arg(args, 1)];
      const call = (bytesSql: string) =>
        `${duck}(${bytesSql}, ${passphrase.sql}, ${orNone(args[2])}, ${methodOf(args[3])})`;
      return blob(call(bytesOf(value)), [value, passphrase]);
    },
  });

const encryptRaw: FunctionSpec = define({
  names: ['ENCRYPT_RAW'],
  params: [bytes, bytes, bytes],
  optional: [bytes, textual],
  volatile: true,
  apply: (args) => {
    const [value, key] = [arg(args, 0), arg(args, 1)];
    const sql = `sf_encrypt_raw(${value.sql}, ${key.sql}, ${orNone(args[2])}, ${orNone(args[3])}, ${methodOf(args[4])})`;
    return variantOf(`CAST(${sql} AS JSON)`, [value, key]);
  },
});

const decryptRaw: FunctionSpec = define({
  names: ['DECRYPT_RAW'],
  params: [bytes, bytes, bytes],
  optional: [bytes, textual, bytes],
  apply: (args) => {
    const [value, key] = [arg(args, 0), arg(args, 1)];
    const rest = `${orNone(args[2])}, ${orNone(args[3])}, ${methodOf(args[4])}, ${orNone(args[5])}`;
    return blob(`sf_decrypt_raw(${value.sql}, ${key.sql}, ${rest})`, [value, key]);
  },
});

/** The same where a failure is NULL. */
const lenient = (spec: FunctionSpec): FunctionSpec => ({
  ...spec,
  names: spec.names.map((name) => `TRY_${name}`),
  apply: (call, context) => attemptAll(call.args, (args) => spec.apply({ ...call, args }, context)),
});

const decrypt = byPassphrase('DECRYPT', 'sf_decrypt');

export const ENCRYPT: readonly FunctionSpec[] = [
  byPassphrase('ENCRYPT', 'sf_encrypt'),
  decrypt,
  lenient(decrypt),
  encryptRaw,
  decryptRaw,
  lenient(decryptRaw),
];
