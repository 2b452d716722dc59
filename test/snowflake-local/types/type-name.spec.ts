import { duckType, narrowForm, wideForm } from '../../../apps/snowflake-local/src/types/physical.js';
import { typeText } from '../../../apps/snowflake-local/src/types/snow-type.js';
import { typeFromName } from '../../../apps/snowflake-local/src/types/type-name.js';

describe('type names', () => {
  it.each([
    ['NUMBER', [], 'NUMBER(38,0)', 'BIGINT', 'DECIMAL(38,0)'],
    ['decimal', [10, 2], 'NUMBER(10,2)', 'DECIMAL(10,2)', 'DECIMAL(10,2)'],
    ['NUMERIC', [5], 'NUMBER(5,0)', 'BIGINT', 'BIGINT'],
    ['Int', [], 'NUMBER(38,0)', 'BIGINT', 'DECIMAL(38,0)'],
    ['BYTEINT', [], 'NUMBER(38,0)', 'BIGINT', 'DECIMAL(38,0)'],
    ['DOUBLE PRECISION', [], 'FLOAT', 'DOUBLE', 'DOUBLE'],
    ['REAL', [], 'FLOAT', 'DOUBLE', 'DOUBLE'],
    ['STRING', [16_777_216], 'VARCHAR(16777216)', 'VARCHAR', 'VARCHAR'],
    ['TEXT', [], 'VARCHAR(16777216)', 'VARCHAR', 'VARCHAR'],
    ['CHAR', [], 'VARCHAR(1)', 'VARCHAR', 'VARCHAR'],
    ['CHARACTER VARYING', [20], 'VARCHAR(20)', 'VARCHAR', 'VARCHAR'],
    ['VARBINARY', [8], 'BINARY(8)', 'BLOB', 'BLOB'],
    ['TIME', [3], 'TIME(3)', 'TIME', 'TIME'],
    ['TIMESTAMP', [], 'TIMESTAMP_NTZ(9)', 'TIMESTAMP', 'STRUCT(micros TIMESTAMP, rest SMALLINT)'],
    ['DATETIME', [0], 'TIMESTAMP_NTZ(0)', 'TIMESTAMP', 'TIMESTAMP'],
    [
      'TIMESTAMP WITH TIME ZONE',
      [6],
      'TIMESTAMP_TZ(6)',
      'STRUCT("at" TIMESTAMP, minutes SMALLINT)',
      'STRUCT("at" TIMESTAMP, minutes SMALLINT)',
    ],
    ['VARIANT', [], 'VARIANT', 'JSON', 'JSON'],
  ])('%s%j is %s', (name, args, text, narrow, wide) => {
    const type = typeFromName(name, args);
    expect([typeText(type), duckType(type, narrowForm(type)), duckType(type, wideForm(type))]).toEqual([
      text,
      narrow,
      wide,
    ]);
  });

  it('maps a bare TIMESTAMP as the session says', () => {
    expect(typeText(typeFromName('TIMESTAMP', [3], 'timestamp_ltz'))).toBe('TIMESTAMP_LTZ(3)');
  });

  it.each([
    ['NUMBR', [], '002040', `'NUMBR'`],
    ['FILE', [], '000002', 'FILE'],
    ['NUMBER', [39], '002040', 'Invalid number precision: 39. Must be between 0 and 38.'],
    ['NUMBER', [0], '000002', 'NUMBER(0)'],
    ['NUMBER', [5, 38], '002040', 'Invalid number scale: 38. Must be between 0 and 37.'],
    ['VARCHAR', [134217729], '002040', 'Invalid character length: 134,217,729. Must be between 1 and 134,217,728.'],
    ['BINARY', [0], '002040', 'Invalid binary length: 0. Must be between 1 and 67,108,864.'],
    ['NUMBER', [5, 6], '002040', 'invalid data type specification (6>5)'],
    ['TIME', [10], '002040', 'Invalid time scale: 10. Must be between 0 and 9.'],
    ['FLOAT', [5], '002040', 'takes no length or precision'],
  ])('%s%j is refused', (name, args, code, words) => {
    expect(() => typeFromName(name, args)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
  });
});
