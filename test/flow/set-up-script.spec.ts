import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { directSession } from '@firn/snowflake';
import { type AdminSession, adminSession } from '../support/admin-session.js';
import { type LocalSnowflake, startLocalSnowflake } from '../support/local-snowflake.js';

const SCRIPT = readFileSync(join(__dirname, '..', '..', 'deploy', 'snowflake', 'set-up.sql'), 'utf8');

/** The script that an administrator runs before Firn comes to an account. */
describe('the set-up script', () => {
  let snowflake: LocalSnowflake;
  let admin: AdminSession;
  beforeAll(async () => {
    snowflake = await startLocalSnowflake();
    admin = await adminSession(snowflake.url);
  });
  afterAll(async () => {
    await admin?.close();
    await snowflake?.stop();
  });

  it('makes what the service user of a tenant needs, and may be run again', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const key = publicKey.replaceAll(/-----[A-Z ]+-----|\s/g, '');
    const statements = SCRIPT.replaceAll(/^--.*$/gm, '')
      .replace('<public key, without its first and last line>', key)
      .split(';')
      .map((statement) => statement.trim())
      .filter((statement) => statement !== '');
    expect(statements.length).toBeGreaterThan(10);
    for (const statement of [...statements, ...statements]) await admin.rows(statement);

    const session = await directSession({
      account: 'local',
      accessUrl: snowflake.url,
      user: 'FIRN_ACME_SERVICE',
      auth: { kind: 'key_pair', privateKey },
      role: 'FIRN_ACME',
      warehouse: 'FIRN_ACME_WH',
      database: 'ANALYTICS',
      schema: 'PUBLIC',
    });
    try {
      const frame = session.createDataFrame([[1n, 'a']], ['ID', 'NAME']);
      await frame.write.saveAsTable('ANALYTICS.PUBLIC.SET_UP');
      expect((await session.table('ANALYTICS.PUBLIC.SET_UP').collect()).map((row) => row.get('NAME'))).toEqual(['a']);
      const [row] = await session.sql('select current_role() as R, current_warehouse() as W').collect();
      expect([row?.get('R'), row?.get('W')]).toEqual(['FIRN_ACME', 'FIRN_ACME_WH']);
      await session.sql('create transient table FIRN.SCRATCH_ACME.ONE (A int)').collect();
    } finally {
      await session.close();
    }
  });
});
