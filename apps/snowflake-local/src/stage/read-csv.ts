import type { CsvFormat } from './csv-format.js';
import { CsvParser, type CsvRecord } from './csv-parser.js';
import { fileText } from './file-text.js';
import type { StagedFile } from './stage-files.js';

/** The records of a staged CSV file in batches, header and skipped lines left out. @throws SqlError as `fileText` does. */
export async function* readCsv(
  file: StagedFile,
  format: CsvFormat,
  signal: AbortSignal,
): AsyncGenerator<readonly CsvRecord[]> {
  const parser = new CsvParser(format);
  let skipped = 0;
  const toSkip = format.parseHeader ? 1 : format.skipHeader;
  const withoutHeader = (records: readonly CsvRecord[]): readonly CsvRecord[] => {
    const here = Math.min(toSkip - skipped, records.length);
    skipped += here;
    return here === 0 ? records : records.slice(here);
  };
  for await (const text of fileText(file, format, signal)) yield withoutHeader(parser.push(text));
  yield withoutHeader(parser.end());
}
