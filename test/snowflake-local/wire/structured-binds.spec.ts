import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type HttpSession, logIn } from './support/http.js';

describe('binds of structured types', () => {
  let server: LocalSnowflake;
  let session: HttpSession;
  beforeAll(async () => {
    server = await startLocalSnowflake();
    session = await logIn(server.url);
  });
  afterAll(() => server.stop());

  const item = { type: 'FIXED', precision: 38, scale: 0, nullable: true };
  const text = { type: 'TEXT', length: 0, nullable: true };

  it.each([
    ['ARRAY(INT)', { type: 'ARRAY', value: '[1,null]' }, '[1,null]'],
    ['ARRAY(VARCHAR)', { type: 'ARRAY', value: '["x"]' }, '["x"]'],
    ['ARRAY(FLOAT)', { type: 'ARRAY', value: '[1.5]' }, '[1.500000000000000e+00]'],
    ['ARRAY(BOOLEAN)', { type: 'ARRAY', value: '[true]' }, '[true]'],
    ['ARRAY', { type: 'ARRAY', value: '[1,"x"]' }, '[1,"x"]'],
    ['ARRAY(INT)', { type: 'ARRAY', value: null, schema: { type: 'array', fields: [item] } }, null],
    [
      'ARRAY(DATE)',
      { type: 'ARRAY', value: '["2024-01-02"]', schema: { type: 'array', fields: [{ type: 'DATE' }] } },
      '["2024-01-02"]',
    ],
    // Go names the type of the bind before, also where the schema is of a map.
    [
      'MAP(VARCHAR, INT)',
      { type: 'ARRAY', value: '{"k":1}', schema: { type: 'MAP', fields: [text, item] } },
      '{"k":1}',
    ],
    ['MAP(VARCHAR, INT)', { type: 'MAP', value: '{"k":1}', schema: { type: 'MAP', fields: [text, item] } }, '{"k":1}'],
    [
      'OBJECT(s VARCHAR, n NUMBER(10,2))',
      {
        type: 'OBJECT',
        value: '{"s":"x","n":1.5}',
        schema: {
          type: 'object',
          fields: [
            { name: 's', ...text },
            { name: 'n', ...item, scale: 3 },
          ],
        },
      },
      '{"n":1.5,"s":"x"}',
    ],
    [
      'ARRAY(OBJECT(i INT))',
      {
        type: 'ARRAY',
        value: '[{"i":1}]',
        schema: { type: 'array', fields: [{ type: 'OBJECT', fields: [{ name: 'i', ...item }] }] },
      },
      '[{"i":1}]',
    ],
  ])('go into %s: %j', async (column, bind, expected) => {
    await session.query(`CREATE OR REPLACE TABLE bound (c ${column})`);
    const inserted = await session.query('INSERT INTO bound SELECT (?)', { bindings: { 1: { fmt: 'json', ...bind } } });
    expect(inserted).toMatchObject({ success: true, message: null });
    const { data } = await session.query('SELECT to_json(c) FROM bound');
    expect(data?.rowset).toEqual([[expected]]);
  });

  it.each([
    [{ type: 'ARRAY', value: '[1', fmt: 'json' }, '100069'],
    [{ type: 'ARRAY', value: '["a"]', fmt: 'json', schema: { type: 'array', fields: [item] } }, '100071'],
    [{ type: 'ARRAY', value: '[1]', fmt: 'json', schema: { type: 'array', fields: [{ type: 'NOPE' }] } }, '002040'],
  ])('refuse %j', async (bind, code) => {
    expect(await session.query('SELECT ?', { bindings: { 1: bind } })).toMatchObject({ success: false, code });
  });
});
