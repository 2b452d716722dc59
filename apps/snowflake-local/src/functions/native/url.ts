import { BOOLEAN, VARCHAR } from '@duckdb/node-api';
import { type Json, storedJson } from '../../types/json-text/json-value.js';
import { markedError } from '../../types/raise.js';
import type { NativeFunction } from './native-function.js';

const URL_PARTS = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

function partsOf(url: string): ReadonlyMap<string, Json> | string {
  const match = URL_PARTS.exec(url);
  if (match === null) return 'scheme not specified';
  const [, scheme = '', authority, path = '', query, fragment] = match;
  const port = /:(\d+)$/.exec(authority ?? '')?.[1];
  const host = authority === undefined ? null : authority.replace(/:\d+$/, '');
  return new Map<string, Json>([
    ['fragment', fragment ?? null],
    ['host', host],
    ['parameters', query === undefined ? null : parametersOf(query)],
    ['path', path.replace(/^\//, '')],
    ['port', port ?? null],
    ['query', query ?? null],
    ['scheme', scheme.toLowerCase()],
  ]);
}

function parametersOf(query: string): ReadonlyMap<string, Json> {
  const pairs = query.split('&').flatMap((part): [string, Json][] => {
    if (part === '') return [];
    const at = part.indexOf('=');
    return [at < 0 ? [part, null] : [part.slice(0, at), part.slice(at + 1)]];
  });
  return new Map([...new Map(pairs)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** (text, permissive) → the parts of a URL; of what is none an error, or where it is permissive an OBJECT that says so. */
const parseUrl: NativeFunction = {
  name: 'sf_parse_url',
  parameters: [VARCHAR, BOOLEAN],
  returns: VARCHAR,
  body: (text, permissive) => {
    const parts = partsOf(String(text));
    if (typeof parts !== 'string') return storedJson(parts);
    if (permissive !== true) throw markedError('bad_argument', `Error parsing URL: ${parts}`);
    return storedJson(new Map([['error', parts]]));
  },
};

export const URLS: readonly NativeFunction[] = [parseUrl];
