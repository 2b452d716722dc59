import { JsonFault } from './json-fault.js';
import { FILE_JSON_LIMITS, type JsonLimits, type JsonSize } from './json-limits.js';
import { scanJson } from './scan-json.js';

const decoder = new TextDecoder();

/**
 * Parses a JSON document of bytes that a stranger sent, or a person wrote by hand: scanned first, so that nothing is altered or
 * overlooked (`JSON.parse` keeps the last of two members with one name), and no more is built than the limits allow.
 *
 * @throws JsonFault
 */
export function parseJson(bytes: Uint8Array, limits: JsonLimits): { readonly json: unknown; readonly size: JsonSize } {
  const size = scanJson(bytes, limits);
  return { json: JSON.parse(decoder.decode(bytes)), size };
}

/** Parses the content of a file that a person wrote. @throws Error naming the file and the place, never the content: it may hold secrets. */
export function parseJsonFile(name: string, content: Uint8Array): unknown {
  try {
    return parseJson(content, FILE_JSON_LIMITS).json;
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const where = error.path === '' ? `byte ${error.at}` : `${error.path}, byte ${error.at}`;
    throw new Error(`${name} is not JSON: at ${where}: ${error.message}`, { cause: error });
  }
}
