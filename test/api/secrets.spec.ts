import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { useSetting } from './support/setting.js';

const SECRET = 'hunter2-never-shown';
const STATEMENT = `create stage s url = 's3://b' credentials = (aws_key_id = '${SECRET}' aws_secret_key = '${SECRET}')`;

describe('a secret in a statement', () => {
  const setting = useSetting();

  it('lies in a private file, and in nothing of Redis, logs and answers', async () => {
    const { id } = await setting.submit({ sql: STATEMENT });
    const answers = [`/v1/jobs/${id}`, `/v1/jobs/${id}/history`, '/v1/jobs'].map(async (path) =>
      (await setting.call('GET', path)).text(),
    );
    const { redis } = setting.worker;
    await redis.config('SET', 'rdbcompression', 'no'); // so that a dump shows what it holds
    const kept = (await redis.keys('*')).map(async (key) => (await redis.dumpBuffer(key))?.toString('latin1') ?? '');
    expect(kept.length).toBeGreaterThan(3);
    for (const text of [...(await Promise.all(answers)), ...(await Promise.all(kept)), ...setting.api.log])
      expect(text).not.toContain(SECRET);

    const blobs = join(setting.api.config.dataFolder, 'blobs');
    const files = readdirSync(blobs, { recursive: true, encoding: 'utf8' })
      .map((name) => statSync(join(blobs, name)))
      .filter((file) => file.isFile());
    expect(files.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['600']);
  });
});
