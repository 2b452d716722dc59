import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directConnector, directSession, namedConnection } from '@firn/snowflake';
import { Session } from '@firn/snowpark';
import snowflake from 'snowflake-sdk';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';

const KEY = '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n';

describe('connections of Snowflake files', () => {
  const before = { ...process.env };
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'firn-home-'));
    for (const name of Object.keys(process.env)) if (name.startsWith('SNOWFLAKE_')) delete process.env[name];
    process.env.SNOWFLAKE_HOME = home;
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
    process.env = { ...before };
  });

  const write = (file: string, text: string, mode = 0o600): void => {
    writeFileSync(join(home, file), text);
    chmodSync(join(home, file), mode);
  };
  const DEV = '[dev]\naccount = "a1"\nuser = "u"\npassword = "p"\n';

  it('are those of connections.toml, the default one where none is named', async () => {
    write(
      'connections.toml',
      `${DEV}role = "R"\nwarehouse = "W"\ndatabase = "D"\nschema = "S"\n[default]\naccount = "b"\nuser = "v"\npassword = "q"\n`,
    );
    expect(await namedConnection('dev')).toEqual({
      account: 'a1',
      user: 'u',
      auth: { kind: 'password', password: 'p' },
      role: 'R',
      warehouse: 'W',
      database: 'D',
      schema: 'S',
    });
    expect((await namedConnection()).account).toBe('b');
    process.env.SNOWFLAKE_DEFAULT_CONNECTION_NAME = 'dev';
    expect((await namedConnection()).account).toBe('a1');
  });

  it('are those of config.toml where there is no connections.toml, and it names the default', async () => {
    write(
      'config.toml',
      'default_connection_name = "ci"\n[connections.ci]\naccount = "c"\nuser = "u"\npassword = "p"\n',
    );
    expect((await namedConnection()).account).toBe('c');
    write('connections.toml', DEV);
    await expect(namedConnection()).rejects.toThrow('There is no connection ci');
    await expect(namedConnection()).rejects.toThrow('There are dev.');
  });

  it('are looked for in the folder of the platform where SNOWFLAKE_HOME is none', async () => {
    process.env.SNOWFLAKE_HOME = join(home, 'none');
    process.env.XDG_CONFIG_HOME = home;
    mkdirSync(join(home, 'snowflake'));
    write(join('snowflake', 'connections.toml'), DEV);
    if (process.platform === 'linux') expect((await namedConnection('dev')).account).toBe('a1');
  });

  it('have keys that variables of the environment stand in for', async () => {
    write('connections.toml', DEV);
    process.env.SNOWFLAKE_CONNECTIONS_DEV_PASSWORD = 'from outside';
    expect((await namedConnection('dev')).auth).toEqual({ kind: 'password', password: 'from outside' });
    process.env.SNOWFLAKE_CONNECTIONS_BARE_ACCOUNT = 'x';
    process.env.SNOWFLAKE_CONNECTIONS_BARE_USER = 'y';
    process.env.SNOWFLAKE_CONNECTIONS_BARE_PASSWORD = 'z';
    expect(await namedConnection('bare')).toEqual({
      account: 'x',
      user: 'y',
      auth: { kind: 'password', password: 'z' },
    });
  });

  it('log in by a key pair, whose file is a secret too', async () => {
    const path = join(home, 'key.p8');
    write('key.p8', KEY);
    const named = (more: string) =>
      write('connections.toml', `[k]\naccount = "a"\nuser = "u"\nauthenticator = "SNOWFLAKE_JWT"\n${more}`);
    named(`private_key_file = "${path}"\nprivate_key_file_pwd = "x"\n`);
    expect((await namedConnection('k')).auth).toEqual({ kind: 'key_pair', privateKey: KEY, passphrase: 'x' });
    chmodSync(path, 0o644);
    await expect(namedConnection('k')).rejects.toThrow('may be read or changed by others (0644)');
    named('');
    await expect(namedConnection('k')).rejects.toThrow('has the authenticator SNOWFLAKE_JWT and no private_key_file');
  });

  it.each([
    [0o640, '0640'],
    [0o602, '0602'],
    [0o666, '0666'],
  ])('are refused from a file that others may read or change: %i', async (mode, shown) => {
    write('connections.toml', DEV, mode);
    await expect(namedConnection('dev')).rejects.toThrow(`(${shown}), and holds secrets. Run chmod 0600`);
    process.env.SF_SKIP_TOKEN_FILE_PERMISSIONS_VERIFICATION = '1';
    expect((await namedConnection('dev')).account).toBe('a1');
  });

  it.each([
    ['user = "u"\npassword = "p"', 'has no account'],
    ['account = "a"\npassword = "p"', 'has no user'],
    ['account = "a"\nuser = "u"', 'has neither a password nor a private_key_file'],
    ['account = "a"\nuser = "u"\nauthenticator = "externalbrowser"', 'has the authenticator externalbrowser'],
    ['account = "a"\nuser = ["u"]\npassword = "p"', 'has a user that is no text'],
    ['account = "a"\nuser = "u"\npassword = "p"\nport = 1', 'has a port or a protocol, and no host'],
  ])('say what is wrong with %j', async (keys, message) => {
    write('connections.toml', `[x]\n${keys}\n`);
    await expect(namedConnection('x')).rejects.toThrow(message);
  });

  it('do not show secrets of a file that is no TOML', async () => {
    write('connections.toml', `[x]\npassword = "hunter2\n`);
    const failure: unknown = await namedConnection('x').catch((error: unknown) => error);
    expect(String(failure)).toMatch(/is no TOML: line 2, column \d+ cannot be read/);
    expect(String(failure)).not.toContain('hunter2');
  });

  it('say where they are looked for where there is none', async () => {
    process.env.XDG_CONFIG_HOME = home;
    await expect(directSession()).rejects.toThrow(
      `There is no connection default in ${join(home, 'connections.toml')}`,
    );
  });

  describe('lead to a session', () => {
    let server: LocalSnowflake;
    beforeAll(async () => {
      server = await startLocalSnowflake();
    });
    afterAll(async () => {
      await server?.stop();
    });

    it('by name, with options in place of what the file says', async () => {
      const { hostname, port } = new URL(server.url);
      const way = `host = "${hostname}"\nport = ${port}\nprotocol = "http"`;
      write(
        'connections.toml',
        `[default]\naccount = "local"\nuser = "firn"\npassword = "firn"\ndatabase = "FIRN"\n${way}\n`,
      );
      const session = await directSession({ connectionName: 'default', schema: 'PUBLIC' });
      expect(await session.getFullyQualifiedCurrentSchema()).toBe('"FIRN"."PUBLIC"');
      await session.close();
      const built = await Session.builder.using(directConnector).create();
      expect(await built.getCurrentDatabase()).toBe('FIRN');
      await built.close();
    });

    it('over a connection of the driver, which stays open and its owner’s', async () => {
      const connection = snowflake.createConnection({
        account: 'local',
        accessUrl: server.url,
        username: 'firn',
        password: 'firn',
        database: 'FIRN',
        schema: 'PUBLIC',
      });
      const ask = (sqlText: string): Promise<unknown> =>
        new Promise((resolve, reject) =>
          connection.execute({ sqlText, complete: (error, _, rows) => (error ? reject(error) : resolve(rows)) }),
        );
      await expect(directSession({ connection, accessUrl: server.url })).rejects.toThrow('The connection is not up');
      await expect(directSession({ connection })).rejects.toThrow('Give account, or accessUrl');
      await expect(directSession({ connection: {}, account: 'a' })).rejects.toThrow('none of snowflake-sdk');
      await connection.connectAsync(() => undefined);
      await ask('create temporary table mine as select 1 as a');
      const session = await Session.builder
        .using(directConnector)
        .configs({ connection, accessUrl: server.url })
        .create();
      expect((await session.table('mine').collect()).map((row) => row.toArray())).toEqual([[1n]]);
      await session.getSessionStage();
      const job = await session.sql('select 2 as b').collectNowait();
      expect((await job.result()).map((row) => row.toArray())).toEqual([[2n]]);
      await session.close();
      expect(connection.isUp()).toBe(true);
      expect(await ask('select a from mine')).toEqual([{ A: 1 }]);
      expect(await ask('show stages')).toEqual([]);
      await new Promise((resolve) => connection.destroy(resolve));
    });
  });
});
