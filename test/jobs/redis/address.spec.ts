import { addressText, clusterOptions, parseRedisUrl, RedisUrl, serverOptions } from '@firn/jobs';

const one = { kind: 'one', tls: false, db: 0 } as const;

describe('the address of Redis', () => {
  it.each([
    ['redis://localhost', { ...one, node: { host: 'localhost', port: 6379 } }],
    ['redis://127.0.0.1:7000/', { ...one, node: { host: '127.0.0.1', port: 7000 } }],
    ['redis://[::1]:7000/3?family=6', { ...one, node: { host: '::1', port: 7000 }, db: 3, family: 6 }],
    ['redis://:se%40cret@r', { ...one, node: { host: 'r', port: 6379 }, password: 'se@cret' }],
    ['rediss://user:p:w@r:1', { ...one, tls: true, node: { host: 'r', port: 1 }, username: 'user', password: 'p:w' }],
    [
      'redis+cluster://user:pw@a:7000,b,c:7002',
      {
        kind: 'cluster',
        tls: false,
        username: 'user',
        password: 'pw',
        nodes: [
          { host: 'a', port: 7000 },
          { host: 'b', port: 6379 },
          { host: 'c', port: 7002 },
        ],
      },
    ],
    [
      'rediss+sentinel://:pw@a,b:7001/my%20master/2?sentinelUsername=u&sentinelPassword=s',
      {
        kind: 'sentinel',
        tls: true,
        name: 'my master',
        password: 'pw',
        sentinels: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 7001 },
        ],
        db: 2,
        sentinelUsername: 'u',
        sentinelPassword: 's',
      },
    ],
  ])('%s is understood', (text, address) => {
    expect(parseRedisUrl(text)).toEqual(address);
    expect(RedisUrl.parse(text)).toBe(text);
  });

  it.each([
    ['', 'must look like redis://host:port'],
    ['localhost:6379', 'must look like redis://host:port'],
    ['http://localhost', 'must look like redis://host:port'],
    ['redis+clusters://a', 'must look like redis://host:port'],
    ['redis://', 'the host is missing'],
    ['redis://secret@', 'the host is missing'],
    ['redis://a,b', 'several hosts are nodes of a Cluster (redis+cluster://) or Sentinels (redis+sentinel://)'],
    ['redis://a:0', 'a port is not a number from 1 to 65535'],
    ['redis://a:65536', 'a port is not a number from 1 to 65535'],
    ['redis://a b', 'a host is not written as host:port'],
    ['redis+cluster://a,,b', 'a host is not written as host:port'],
    ['redis+cluster://a/1', 'a Redis Cluster has no numbered databases'],
    ['redis+sentinel://a,b', 'the name of the master is missing after the hosts of the Sentinels'],
    ['redis+sentinel://a,b/', 'the name of the master is missing after the hosts of the Sentinels'],
    ['redis+sentinel://a/m/x', 'the database after the last slash is not a number'],
    ['redis://a/db', 'the database after the last slash is not a number'],
    ['redis://a?family=5', 'family is 4 or 6'],
    ['redis://a?secret=1', 'is no option of this form'],
    ['redis+cluster://a?sentinelPassword=secret', 'is no option of this form'],
    ['redis://secret%:x@a', 'a % stands for itself as %25'],
  ])('%s is refused, and says why without saying what it holds', (text, why) => {
    const fault = RedisUrl.safeParse(text).error?.issues[0]?.message ?? '';
    expect(fault).toContain(why);
    expect(fault).toMatch(/^must look like redis:\/\/host:port/);
    expect(fault).not.toContain('secret');
  });

  it('is told without user and password', () => {
    expect(addressText(parseRedisUrl('redis://u:secret@a:1'))).toBe('a:1');
    expect(addressText(parseRedisUrl('redis+cluster://u:secret@a:1,b:2'))).toBe('the Cluster of a:1, b:2');
    const sentinel = 'redis+sentinel://u:secret@a:1,b:2/m?sentinelPassword=secret';
    expect(addressText(parseRedisUrl(sentinel))).toBe('m of the Sentinels a:1, b:2');
  });

  it('says user, password and TLS to every node, and to Sentinels their own', () => {
    const cluster = parseRedisUrl('rediss+cluster://u:p@a:1,b:2');
    if (cluster.kind !== 'cluster') throw new Error('It is a Cluster.');
    const [nodes, { redisOptions }] = clusterOptions(cluster, {});
    expect(nodes).toEqual(cluster.nodes);
    expect(redisOptions).toMatchObject({ username: 'u', password: 'p', tls: {} });
    const sentinel = parseRedisUrl('rediss+sentinel://u:p@a:1/m?sentinelPassword=s');
    if (sentinel.kind !== 'sentinel') throw new Error('It is a Sentinel.');
    expect(serverOptions(sentinel)).toMatchObject({
      ...{ name: 'm', username: 'u', password: 'p', tls: {}, sentinelPassword: 's', sentinelTLS: {} },
      ...{ enableTLSForSentinelMode: true, failoverDetector: true },
    });
  });
});
