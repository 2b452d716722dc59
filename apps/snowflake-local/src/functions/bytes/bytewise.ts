import { binary, text } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import type { Call, FunctionSpec } from '../registry.js';

/**
 * A function of texts that also takes BINARY, whose bytes are its characters then: it works on a text with one character
 * for each byte. A text beside a BINARY is refused as any other wrong type.
 */
export const bytewise = (spec: FunctionSpec): FunctionSpec => ({
  ...spec,
  apply(call, context) {
    const kinds = new Set(call.args.map((value) => value.type.kind));
    if (!kinds.has('binary') || kinds.has('text')) return spec.apply(call, context);
    const inner: Call = {
      ...call,
      args: call.args.map((value) => (value.type.kind === 'binary' ? read(value) : value)),
    };
    const result = spec.apply(inner, context);
    return result.type.kind === 'text' ? written(result, result.type.length) : result;
  },
});

const read = (value: Emitted): Emitted => ({
  sql: `sf_bytes_read(${value.sql})`,
  type: text(value.type.kind === 'binary' ? value.type.length : undefined),
  physical: 'varchar',
  nullable: value.nullable,
});

const written = (value: Emitted, length: number): Emitted => ({
  sql: `sf_bytes_written(${value.sql})`,
  type: binary(length),
  physical: 'blob',
  nullable: value.nullable,
});
