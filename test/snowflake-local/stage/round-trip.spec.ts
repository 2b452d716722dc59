import fc from 'fast-check';
import { bindColumn } from '../../../apps/snowflake-local/src/execute/bind-column.js';
import { propertyRuns } from '../../support/property-runs.js';
import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('CREATE TABLE source (n INT, a STRING, b STRING)');
  await engine.run('CREATE TABLE target (n INT, a STRING, b STRING)');
  await engine.run('CREATE STAGE st');
});
afterAll(() => engine.stop());

/** Formats that can say every text, with what reading needs beside them. */
const FORMATS = [
  'TYPE = CSV EMPTY_FIELD_AS_NULL = FALSE',
  "TYPE = CSV FIELD_DELIMITER = '|' EMPTY_FIELD_AS_NULL = FALSE COMPRESSION = NONE",
  "TYPE = CSV FIELD_DELIMITER = '||' EMPTY_FIELD_AS_NULL = FALSE COMPRESSION = BROTLI",
  `TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '"' NULL_IF = ('~null~')`,
  `TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '"' NULL_IF = () COMPRESSION = DEFLATE`,
  `TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '''' ESCAPE = '\\\\' NULL_IF = ('~null~') COMPRESSION = RAW_DEFLATE`,
  "TYPE = CSV RECORD_DELIMITER = ';' FIELD_DELIMITER = '\\t' EMPTY_FIELD_AS_NULL = FALSE",
];

const LETTERS = ['a', 'N', ' ', ',', '|', ';', '"', "'", '\\', '\n', '\r', '\t', 'é', '😀'];
const text = fc.option(fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 8 }), { nil: null });
const rows = fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 12 });

it.each(FORMATS)('what is unloaded as %s is loaded as it was', async (format) => {
  await fc.assert(
    fc.asyncProperty(rows, async (values) => {
      await engine.run('TRUNCATE TABLE source');
      await engine.run('TRUNCATE TABLE target');
      const columns = [
        {
          type: 'FIXED',
          value: '0',
          column: bindColumn(
            'FIXED',
            values.map((_, at) => String(at)),
          ),
        },
        {
          type: 'TEXT',
          value: null,
          column: bindColumn(
            'TEXT',
            values.map(([a]) => a),
          ),
        },
        {
          type: 'TEXT',
          value: null,
          column: bindColumn(
            'TEXT',
            values.map(([, b]) => b),
          ),
        },
      ] as const;
      await engine.run('INSERT INTO source VALUES (?, ?, ?)', { binds: columns });
      const query = '(SELECT * FROM source ORDER BY n)';
      await engine.run(`COPY INTO @st/rows FROM ${query} FILE_FORMAT = (${format}) OVERWRITE = TRUE`);
      await engine.run(`COPY INTO target FROM @st/rows FILE_FORMAT = (${format})`);
      const loaded = await engine.rows('SELECT a, b FROM target ORDER BY n');
      expect(loaded).toEqual(values);
      await engine.run('REMOVE @st');
    }),
    { numRuns: propertyRuns(15) },
  );
});
