import { type RawEngine, rawEngine } from './support/raw-engine.js';

describe('an estimate of a result', () => {
  let engine: RawEngine;
  beforeAll(async () => {
    engine = await rawEngine(['CREATE TABLE few (v BIGINT)', 'INSERT INTO few SELECT * FROM range(10)']);
  });
  afterAll(() => engine.close());

  const stored = async (text: string) => {
    const end = await engine.submit(engine.session(), text).ended;
    if (end.kind === 'failure') throw new Error(end.failure.message);
    return end.result;
  };

  it('may be wrong: no row is lost, and memory stays bounded', async () => {
    expect(await stored('scan few: SELECT v FROM few')).toMatchObject({ total: 10, body: { kind: 'inline' } });
    const many = await stored('scan few: SELECT a.v FROM few a, few b, few c, few d, few e, few f');
    expect(many).toMatchObject({ total: 1_000_000, body: { kind: 'parquet' } });
  });

  it('follows the table', async () => {
    await engine.run(engine.session(), 'write few: INSERT INTO few SELECT * FROM range(300000)');
    expect(await stored('scan few: SELECT v FROM few')).toMatchObject({ total: 300_010, body: { kind: 'parquet' } });
  });
});
