import { SqlError } from '../errors.js';
import { isArray, isObject, type Json, JsonSyntaxError, storedJson } from '../types/json-text/json-value.js';
import { parseJson } from '../types/json-text/parse.js';
import { fileText } from './file-text.js';
import type { JsonFormat } from './json-format.js';
import { JsonSplitter } from './json-splitter.js';
import type { StagedFile } from './stage-files.js';

/**
 * The values of a staged JSON file in batches, in the form that they are stored in. A file holds one value after the
 * other, with or without lines, or one array of them.
 *
 * @throws SqlError 100069 for what is no JSON; else as `fileText` does.
 */
export async function* readJson(
  file: StagedFile,
  format: JsonFormat,
  signal: AbortSignal,
): AsyncGenerator<readonly (string | null)[]> {
  const splitter = new JsonSplitter(format.stripOuterArray);
  const nulls = new Set(format.nullIf);
  let row = 0;
  // What stands before a value that is no JSON is handed on first.
  function* values(texts: readonly string[]): Generator<readonly (string | null)[]> {
    const read: (string | null)[] = [];
    try {
      for (const text of texts) {
        row += 1;
        read.push(storedOf(text, format, nulls, file, row));
      }
    } catch (error) {
      yield read;
      throw error;
    }
    yield read;
  }
  for await (const text of fileText(file, format, signal)) yield* values(splitter.push(text));
  yield* values(splitter.end());
}

function storedOf(
  text: string,
  format: JsonFormat,
  nulls: ReadonlySet<string>,
  file: StagedFile,
  row: number,
): string | null {
  try {
    const value = parseJson(text, format.allowDuplicate ? 'last' : 'refused');
    return storedJson(changed(value, format, nulls));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new SqlError('100069', '22P02', `${error.message}\n  File '${file.path}', row ${row}`);
  }
}

/** TRIM_SPACE, NULL_IF and STRIP_NULL_VALUES, in this order. */
function changed(value: Json, format: JsonFormat, nulls: ReadonlySet<string>): Json {
  if (!format.trimSpace && !format.stripNullValues && nulls.size === 0) return value;
  if (typeof value === 'string') {
    const text = format.trimSpace ? value.trim() : value;
    return nulls.has(text) ? null : text;
  }
  const kept = (item: Json) => !(format.stripNullValues && item === null);
  if (isArray(value)) return value.map((item) => changed(item, format, nulls)).filter(kept);
  if (!isObject(value)) return value;
  return new Map(
    [...value]
      .map(([key, item]): [string, Json] => [key, changed(item, format, nulls)])
      .filter(([, item]) => kept(item)),
  );
}
