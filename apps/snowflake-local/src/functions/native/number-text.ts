import { VARCHAR } from '@duckdb/node-api';
import { readNumber } from '../../types/number-text/read.js';
import { writeNumber } from '../../types/number-text/write.js';
import { markedError } from '../../types/raise.js';
import type { NativeFunction } from './native-function.js';

export const NUMBER_TEXT: readonly NativeFunction[] = [
  {
    name: 'sf_write_number',
    parameters: [VARCHAR, VARCHAR],
    returns: VARCHAR,
    body: (decimal, format) => writeNumber(String(decimal), String(format)),
  },
  {
    name: 'sf_read_number',
    parameters: [VARCHAR, VARCHAR],
    returns: VARCHAR,
    body: (text, format) => {
      const read = readNumber(String(text), String(format));
      if (read === null)
        throw markedError(
          'number_format_mismatch',
          `Can't parse '${String(text)}' as number with format '${String(format)}'`,
        );
      return read;
    },
  },
];
