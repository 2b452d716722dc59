import { type CipherGCMTypes, createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import { BLOB, blobValue, type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import { MARKED } from '../../types/json-text/tagged.js';
import { markedError } from '../../types/raise.js';
import { bytesOf } from './digest.js';
import type { NativeFunction } from './native-function.js';

interface Method {
  readonly mode: string;
  readonly ivBytes: number;
  readonly tagBytes: number;
  readonly isPadded: boolean;
}

const MODES: Readonly<Record<string, Pick<Method, 'ivBytes' | 'tagBytes'>>> = {
  ecb: { ivBytes: 0, tagBytes: 0 },
  cbc: { ivBytes: 16, tagBytes: 0 },
  cfb: { ivBytes: 16, tagBytes: 0 },
  ofb: { ivBytes: 16, tagBytes: 0 },
  ctr: { ivBytes: 16, tagBytes: 0 },
  gcm: { ivBytes: 12, tagBytes: 16 },
};

/** `AES-CBC/pad:PKCS`: what is encrypted how. @throws an error that ends the statement for any other method. */
function methodOf(text: DuckDBValue): Method {
  const [, mode = '', padding = ''] = /^\s*aes-(\w+)\s*(?:\/\s*pad:\s*(pkcs|none)\s*)?$/i.exec(String(text)) ?? [];
  const name = mode.toLowerCase();
  const found = Object.hasOwn(MODES, name) ? MODES[name] : undefined;
  if (found === undefined) throw markedError('bad_argument', `Unsupported encryption method: ${String(text)}`);
  const isBlock = name === 'ecb' || name === 'cbc';
  return { mode: name, ...found, isPadded: isBlock && padding.toLowerCase() !== 'none' };
}

const KEY_BYTES = 32;
const SALT_BYTES = 8;
const ROUNDS = 1_000;
const MOST_KEYS = 64;
/** Of this process: every value that it encrypts by one passphrase has one key, made once. */
const OWN_SALT = randomBytes(SALT_BYTES);
const keys = new Map<string, Buffer>();

/** Deriving a key takes a part of a millisecond: few are kept, the oldest goes. */
function keyOf(passphrase: string, salt: Uint8Array): Buffer {
  const name = `${Buffer.from(salt).toString('hex')}:${passphrase}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = pbkdf2Sync(passphrase, salt, ROUNDS, KEY_BYTES, 'sha256');
  for (const oldest of keys.keys()) {
    if (keys.size < MOST_KEYS) break;
    keys.delete(oldest);
  }
  keys.set(name, key);
  return key;
}

interface Sealed {
  readonly iv: Uint8Array;
  readonly tag: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** `iv` of no bytes: one is chosen. */
function seal(plain: Uint8Array, key: Uint8Array, iv: Uint8Array, aad: Uint8Array, method: Method): Sealed {
  // ECB takes none.
  const used = iv.length === 0 || method.ivBytes === 0 ? randomBytes(method.ivBytes) : iv;
  checkKey(key);
  checkLength('initialization vector', used, [method.ivBytes]);
  if (method.mode === 'gcm') {
    const cipher = createCipheriv(gcm(key), key, used);
    cipher.setAAD(aad);
    const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
    return { iv: used, tag: cipher.getAuthTag(), ciphertext };
  }
  if (isBroken(method, plain))
    throw markedError('bad_argument', 'Encryption failed: the value is no number of whole blocks');
  const cipher = createCipheriv(`aes-${key.length * 8}-${method.mode}`, key, used).setAutoPadding(method.isPadded);
  return { iv: used, tag: Buffer.alloc(0), ciphertext: Buffer.concat([cipher.update(plain), cipher.final()]) };
}

function open({ iv, tag, ciphertext }: Sealed, key: Uint8Array, aad: Uint8Array, method: Method): Uint8Array {
  checkKey(key);
  if (method.ivBytes > 0) checkLength('initialization vector', iv, [method.ivBytes]);
  try {
    if (method.mode === 'gcm') {
      const decipher = createDecipheriv(gcm(key), key, iv, { authTagLength: method.tagBytes });
      decipher.setAAD(aad);
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
    }
    const used = method.ivBytes === 0 ? new Uint8Array() : iv;
    const decipher = createDecipheriv(`aes-${key.length * 8}-${method.mode}`, key, used).setAutoPadding(
      method.isPadded,
    );
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    // Which of them is wrong cannot be known.
    throw undecipherable();
  }
}

const undecipherable = (): Error =>
  markedError('decryption_failed', 'Decryption failed. Check encrypted data, key, AAD, or AEAD tag.');

const gcm = (key: Uint8Array): CipherGCMTypes =>
  key.length === 16 ? 'aes-128-gcm' : key.length === 24 ? 'aes-192-gcm' : 'aes-256-gcm';

const isBroken = (method: Method, plain: Uint8Array): boolean =>
  (method.mode === 'ecb' || method.mode === 'cbc') && !method.isPadded && plain.length % 16 !== 0;

const checkKey = (key: Uint8Array): void => checkLength('key', key, [16, 24, 32]);

function checkLength(what: string, { length }: Uint8Array, allowed: readonly number[]): void {
  if (allowed.includes(length)) return;
  const bits = allowed.map((bytes) => bytes * 8).join(', ');
  throw markedError('bad_argument', `The ${what} has ${length * 8} bits; the encryption method takes ${bits}`);
}

const at = (args: readonly DuckDBValue[], index: number): Uint8Array => bytesOf(args[index] ?? null);

/** (bytes, passphrase, additional data, method) → salt, initialization vector, tag and cipher text as one BINARY. */
const encrypt: NativeFunction = {
  name: 'sf_encrypt',
  parameters: [BLOB, VARCHAR, BLOB, VARCHAR],
  returns: BLOB,
  volatile: true,
  body: (...args) => {
    const key = keyOf(String(args[1]), OWN_SALT);
    const { iv, tag, ciphertext } = seal(at(args, 0), key, new Uint8Array(), at(args, 2), methodOf(args[3] ?? null));
    return blobValue(Buffer.concat([OWN_SALT, iv, tag, ciphertext]));
  },
};

/** (what `sf_encrypt` gave, passphrase, additional data, method) → bytes. */
const decrypt: NativeFunction = {
  name: 'sf_decrypt',
  parameters: [BLOB, VARCHAR, BLOB, VARCHAR],
  returns: BLOB,
  body: (...args) => {
    const method = methodOf(args[3] ?? null);
    const bytes = at(args, 0);
    const tagAt = SALT_BYTES + method.ivBytes;
    const textAt = tagAt + method.tagBytes;
    if (bytes.length < textAt) throw undecipherable();
    const sealed = {
      iv: bytes.subarray(SALT_BYTES, tagAt),
      tag: bytes.subarray(tagAt, textAt),
      ciphertext: bytes.subarray(textAt),
    };
    return blobValue(open(sealed, keyOf(String(args[1]), bytes.subarray(0, SALT_BYTES)), at(args, 2), method));
  },
};

/** (bytes, key, initialization vector or none, additional data, method) → an OBJECT of three BINARY values. */
const encryptRaw: NativeFunction = {
  name: 'sf_encrypt_raw',
  parameters: [BLOB, BLOB, BLOB, BLOB, VARCHAR],
  returns: VARCHAR,
  volatile: true,
  body: (...args) => {
    const sealed = seal(at(args, 0), at(args, 1), at(args, 2), at(args, 3), methodOf(args[4] ?? null));
    const binary = (bytes: Uint8Array) => `${MARKED}b${Buffer.from(bytes).toString('hex').toUpperCase()}"`;
    return `{"ciphertext":${binary(sealed.ciphertext)},"iv":${binary(sealed.iv)},"tag":${binary(sealed.tag)}}`;
  },
};

/** (cipher text, key, initialization vector, additional data, method, tag) → bytes. */
const decryptRaw: NativeFunction = {
  name: 'sf_decrypt_raw',
  parameters: [BLOB, BLOB, BLOB, BLOB, VARCHAR, BLOB],
  returns: BLOB,
  body: (...args) => {
    const sealed = { ciphertext: at(args, 0), iv: at(args, 2), tag: at(args, 5) };
    return blobValue(open(sealed, at(args, 1), at(args, 3), methodOf(args[4] ?? null)));
  },
};

export const CIPHER: readonly NativeFunction[] = [encrypt, decrypt, encryptRaw, decryptRaw];
