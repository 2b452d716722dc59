import { ARRAY_COMPARE } from './array-compare.js';
import { BASE64 } from './base64.js';
import { BYTES } from './bytes.js';
import { CIPHER } from './cipher.js';
import { COMPRESS } from './compress.js';
import { CORE } from './core.js';
import { DECFLOATS } from './decfloat.js';
import { DIGEST } from './digest.js';
import { EXACT } from './exact.js';
import { FLATTEN } from './flatten.js';
import { GENERATE } from './generate.js';
import { IP } from './ip.js';
import { JSON_FUNCTIONS } from './json.js';
import type { NativeFunction } from './native-function.js';
import { NUMBER_TEXT } from './number-text.js';
import { PHONETIC } from './phonetic.js';
import { REGEXP } from './regexp.js';
import { SEMI } from './semi.js';
import { SHAPES } from './shape.js';
import { SKETCHES } from './sketches.js';
import { URLS } from './url.js';
import { XML } from './xml.js';

/** Functions written in JavaScript that generated SQL calls. */
export const NATIVE: readonly NativeFunction[] = [
  ...CORE,
  ...EXACT,
  ...DECFLOATS,
  ...NUMBER_TEXT,
  ...DIGEST,
  ...COMPRESS,
  ...IP,
  ...BASE64,
  ...BYTES,
  ...CIPHER,
  ...JSON_FUNCTIONS,
  ...REGEXP,
  ...SEMI,
  ...SHAPES,
  ...ARRAY_COMPARE,
  ...FLATTEN,
  ...PHONETIC,
  ...URLS,
  ...XML,
  ...SKETCHES,
  ...GENERATE,
];

const BY_NAME: ReadonlyMap<string, NativeFunction> = new Map(NATIVE.map((native) => [native.name, native]));

export function functionOf(name: string): NativeFunction {
  const native = BY_NAME.get(name);
  if (native === undefined) throw new Error(`There is no function ${name}`);
  return native;
}
