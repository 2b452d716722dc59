import { isWellFormed, loneSurrogate } from '../types/well-formed.js';

/** Only an escape can bring half a surrogate pair into parsed JSON: as bytes it is no UTF-8. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

/** A request holds a text that is none. Answered in Snowflake's error form. */
export class IllFormedText extends Error {
  override readonly name = 'IllFormedText';
}

/** @throws IllFormedText naming the field of the request whose name or text holds half a surrogate pair. */
export function refuseIllFormed(json: string, value: unknown): void {
  if (!SURROGATE_ESCAPE.test(json)) return;
  const open: { readonly path: string; readonly value: unknown }[] = [{ path: '', value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, value } = next;
    if (typeof value === 'string') {
      if (!isWellFormed(value)) throw illFormed(path, value);
      continue;
    }
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, item] of Object.entries(value)) {
      if (!isWellFormed(name)) throw illFormed(`a name in ${path === '' ? 'the body' : path}`, name);
      open.push({ path: path === '' ? name : `${path}.${name}`, value: item });
    }
  }
}

const illFormed = (path: string, text: string): IllFormedText =>
  new IllFormedText(
    `Invalid UTF8 detected in the request: ${path} holds half a surrogate pair, ${loneSurrogate(text)}.`,
  );
