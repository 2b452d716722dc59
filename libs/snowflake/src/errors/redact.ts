import { type Reader, required, signature, wrongArgument } from '@firn/snowpark/internal';

const RULES: readonly (readonly [RegExp, string])[] = [
  [/(Snowflake Token=\\?")[^"\\]*/gi, '$1***'],
  [/\b(ver:\d+-[a-z0-9:]*)[A-Za-z0-9+/=_-]{16,}/gi, '***'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '*** PRIVATE KEY ***'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, '***'], // a JSON web token
  // Presigned addresses: what follows the question mark is the right to read.
  [/(https?:\/\/[^\s"'?]+)\?[^\s"']+/gi, '$1?***'],
  [
    /\b(password|passphrase|passcode|token|sessionToken|masterToken|privateKey|privateKeyPass|secret)(["']?\s*[:=]\s*["']?)[^\s"',&}]+/gi,
    '$1$2***',
  ],
];

/** `text` without tokens, keys, passwords and signatures: for messages that leave the process or enter a log. */
export function redact(text: string): string;
export function redact(...given: readonly unknown[]): string {
  const [text] = REDACT.read(given);
  return RULES.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text);
}

/** Any text: what Snowflake and the driver say is nobody's choice. */
const ANY_TEXT: Reader<string> = {
  allowed: 'a text',
  read(given, place) {
    if (typeof given !== 'string') throw wrongArgument(place, this.allowed, given);
    return given;
  },
};
const REDACT = signature('redact', required('text', ANY_TEXT));
