import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = join(__dirname, '../../../libs/jobs/src');
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(SOURCE, name), 'utf8') }));
const filesWith = (pattern: RegExp) => files.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

describe('the scripts on records', () => {
  it('write a record in one place alone', () => {
    // `job.key` is how scripts name a record, `'job:'` how they find one.
    expect(filesWith(/'H(SET|DEL|INCRBY)', (job\.key|keys\.record|prefix \.\. 'job:')/)).toEqual([
      'scripts/record-lua.ts',
    ]);
    expect(filesWith(/\.(hset|hdel|hincrby|hmset)\(\s*(jobKey|keysOf\([^)]*\)\.job|keys\.job)\b/)).toEqual([]);
  });

  it('take what they are given by name', () => {
    expect(filesWith(/(KEYS|ARGV)\[\d/)).toEqual(['scripts/script.ts']);
    expect(filesWith(/evalsha|\.eval\(/)).toEqual(['scripts/script.ts']);
  });

  it('are all that writes or reads several keys, so that a slot that moves is met whole', () => {
    expect(filesWith(/\.(multi|pipeline|mget|mset)\(/)).toEqual([]);
    // Of a Cluster these would ask any one node.
    expect(filesWith(/\bredis\.(time|info|keys|scan|flushall|flushdb|dbsize|config)\(/)).toEqual([]);
  });
});
