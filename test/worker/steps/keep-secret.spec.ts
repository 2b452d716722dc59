import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problem } from '@firn/contract';
import { keepText } from '@firn/jobs';
import { FileBlobStore } from '@firn/results';
import { Compiler } from '../../../apps/worker/src/compile/compiler.js';
import { keepSecret } from '../../../apps/worker/src/steps/keep-secret.js';

describe('what a job says of its failure', () => {
  const folder = join(tmpdir(), `firn-secret-${randomUUID()}`);
  const blobs = new FileBlobStore(folder);
  const compiler = new Compiler();
  const tenant = 'default';
  const text = "unexpected 'hunter2'.";
  const said = problem('snowflake_error', { detail: text, snowflake: { code: '001003', sqlState: '42000', text } });
  afterAll(async () => {
    await compiler.close();
    await rm(folder, { recursive: true, force: true });
  });

  const planOf = (sql: string) =>
    keepText(Buffer.from(JSON.stringify({ kind: 'sql', text: sql })), (content) => blobs.put(tenant, content));

  it.each([
    ['short', ''],
    ['long, which a thread looks through', `/* ${'x'.repeat(100_000)} */`],
  ])('holds no secret of its statement that the message of Snowflake quotes: %s', async (_, comment) => {
    const plan = await planOf(`alter user u ${comment} set password = 'hunter2' hunter2`);
    const kept = await keepSecret({ tenant, plan }, said, { blobs, compiler });
    expect([kept.detail, kept.snowflake?.text]).toEqual(["unexpected '****'.", "unexpected '****'."]);
  });

  it('holds nothing of the message where the statement is lost', async () => {
    const plan = { kind: 'blob', digest: '0'.repeat(64), bytes: 10 } as const;
    expect(JSON.stringify(await keepSecret({ tenant, plan }, said, { blobs, compiler }))).not.toContain('hunter2');
  });

  it('is as Snowflake said it where nothing is secret', async () => {
    const plan = await planOf('select hunter2 hunter2 hunter2');
    expect(await keepSecret({ tenant, plan }, said, { blobs, compiler })).toBe(said);
  });
});
