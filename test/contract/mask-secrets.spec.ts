import { holdsSecrets, maskQuoted, maskSecrets } from '@firn/contract';

describe('maskSecrets', () => {
  it.each([
    ["CREATE USER u PASSWORD = 'hunter2' EMAIL = 'a@b.c'", "CREATE USER u PASSWORD = '****' EMAIL = 'a@b.c'"],
    ["alter user u set password='it''s hunter2'", "alter user u set password='****'"],
    ["ALTER USER u SET PASSWORD /* = 'x' */ = \n 'hunter2'", "ALTER USER u SET PASSWORD /* = 'x' */ = \n '****'"],
    [
      "CREATE STAGE s URL = 's3://b' CREDENTIALS = (AWS_KEY_ID = 'hunter2' AWS_SECRET_KEY = $$hunter2$$ AWS_TOKEN='hunter2')",
      "CREATE STAGE s URL = 's3://b' CREDENTIALS = (AWS_KEY_ID = '****' AWS_SECRET_KEY = '****' AWS_TOKEN='****')",
    ],
    ["CREDENTIALS = (AZURE_SAS_TOKEN = 'hunter2')", "CREDENTIALS = (AZURE_SAS_TOKEN = '****')"],
    ["ENCRYPTION = (TYPE = 'AWS_CSE' MASTER_KEY = 'hunter2')", "ENCRYPTION = (TYPE = 'AWS_CSE' MASTER_KEY = '****')"],
    [
      "CREATE SECRET s TYPE = GENERIC_STRING SECRET_STRING = 'hunter2'",
      "CREATE SECRET s TYPE = GENERIC_STRING SECRET_STRING = '****'",
    ],
    [
      "OAUTH_REFRESH_TOKEN = 'hunter2' OAUTH_CLIENT_SECRET = 'hunter2'",
      "OAUTH_REFRESH_TOKEN = '****' OAUTH_CLIENT_SECRET = '****'",
    ],
    [
      "HEADERS = ('Authorization' = 'Bearer hunter2', 'X-Api-Key'='hunter2')",
      "HEADERS = ('Authorization' = '****', 'X-Api-Key'='****')",
    ],
    [
      "EXECUTE IMMEDIATE 'ALTER USER u SET PASSWORD = ''hunter2'''",
      "EXECUTE IMMEDIATE 'ALTER USER u SET PASSWORD = ''****'''",
    ],
    [
      "BEGIN EXECUTE IMMEDIATE $$ALTER USER u SET PASSWORD = 'hunter2'$$; END",
      "BEGIN EXECUTE IMMEDIATE $$ALTER USER u SET PASSWORD = '****'$$; END",
    ],
    ["-- PASSWORD = 'hunter2'\nSELECT 1", "-- PASSWORD = '****'\nSELECT 1"],
    ["PASSWORD = 'hunter2", "PASSWORD = '****'"],
    ["RSA_PRIVATE_KEY = '-----BEGIN\nhunter2'", "RSA_PRIVATE_KEY = '****'"],
    [
      String.raw`EXECUTE IMMEDIATE 'alter user u set password = \'hunter2\''`,
      "EXECUTE IMMEDIATE 'alter user u set password = ''****'''",
    ],
    [
      String.raw`execute immediate 'execute immediate \'alter user u set password = \\\'hunter2\\\'\''`,
      "execute immediate 'execute immediate ''alter user u set password = ''''****'''''''",
    ],
    [
      "EXECUTE IMMEDIATE 'alter user u set password = '';hunter2'''",
      "EXECUTE IMMEDIATE 'alter user u set password = ''****'''",
    ],
    [
      "execute immediate 'alter user u set password = ''' || 'hunter2' || ''''",
      "execute immediate 'alter user u set password = ''****''' || '****' || '****'",
    ],
    ["SET my_password = 'a''' || 'hunter2'", "SET my_password = '****' || '****'"],
    ["LET api_token VARCHAR(20) := 'hunter2'", "LET api_token VARCHAR(20) := '****'"],
    ["DECLARE password STRING DEFAULT 'hunter2'", "DECLARE password STRING DEFAULT '****'"],
    ["alter user u set password 'hunter2'", "alter user u set password '****'"],
    ["AWS_SECRET_ACCESS_KEY = 'hunter2' PASSCODE = 'hunter2'", "AWS_SECRET_ACCESS_KEY = '****' PASSCODE = '****'"],
    ["header => {'Authorization': 'Bearer hunter2'}", "header => {'Authorization': '****'}"],
    ["URL = 'azure://a/c?sv=1&sig=hunter2%3D&se=2'", "URL = 'azure://a/c?sv=1&sig=****&se=2'"],
    ["URL = 's3://b?X-Amz-Signature=hunter2'", "URL = 's3://b?X-Amz-Signature=****'"],
    ["'postgres://u:hunter2@host/db'", "'postgres://u:****@host/db'"],
    ["'AccountName=a;AccountKey=hunter2;X=y'", "'AccountName=a;AccountKey=****;X=y'"],
    ['CREATE USER u PASSWORD = hunter2 EMAIL = a', "CREATE USER u PASSWORD = '****' EMAIL = a"],
    [
      "INSERT INTO t SELECT object_construct('password', 'hunter2', 'a', 'b')",
      "INSERT INTO t SELECT object_construct('password', '****', 'a', 'b')",
    ],
    ["VALUES ('api-token', 'hunter2', 'x')", "VALUES ('api-token', '****', 'x')"],
    ["SELECT * FROM t WHERE 'hunter2' = t.password", "SELECT * FROM t WHERE '****' = t.password"],
    ["WHERE password <> 'hunter2' OR token != 'hunter2'", "WHERE password <> '****' OR token != '****'"],
    ["WHERE password NOT IN ('hunter2', 'hunter22')", "WHERE password NOT IN ('****', '****')"],
    ["WHERE token LIKE 'hunter2%' AND a = 'b'", "WHERE token LIKE '****' AND a = 'b'"],
    ["it can't run: alter user u set password = 'hunter2'", "it can't run: alter user u set password = '****'"],
  ])('masks %s', (sql, masked) => {
    expect(maskSecrets(sql)).toBe(masked);
    expect(maskSecrets(masked)).toBe(masked);
    expect(masked).not.toContain('hunter2');
  });

  it.each([
    'SELECT password, token FROM t',
    "SELECT 'PASSWORD' AS a, secrets = 'x'",
    "ALTER USER u SET RSA_PUBLIC_KEY = 'MIIB'",
    "CREATE TABLE passwords (a INT COMMENT = 'x')",
    "UPDATE t SET token_kind = 'x'",
    'CREATE USER u MUST_CHANGE_PASSWORD = TRUE PASSWORD = NULL',
    'CREATE VIEW v AS SELECT * FROM t JOIN u ON t.token = u.token',
    "SELECT token, 'a' FROM t WHERE a = 'b' AND password IS NULL",
  ])('leaves %s as it is', (sql) => {
    expect(maskSecrets(sql)).toBe(sql);
  });
});

it('sees over a comment of any length', () => {
  const before = `alter user u set password /* ${"' ".repeat(5000)} */ = `;
  expect(maskSecrets(`${before}'hunter2'`)).toBe(`${before}'****'`);
});

it('costs no more than its length, however hostile a text is', () => {
  const hostile = [
    "'",
    "''''",
    '/**/',
    'password/*',
    'password--',
    'password ',
    "password=''",
    'password||',
    "\\'",
    '$$',
    'token_',
  ].map((part) => (length: number) => part.repeat(length / part.length));
  hostile.push(
    (length) => `password ${'/**/'.repeat(length / 4)}x`,
    (length) => `password${'('.repeat(length)}`,
    (length) => `select '${"'".repeat(length)}`,
  );
  const cost = (text: string): number => {
    const before = process.cpuUsage();
    maskSecrets(text);
    holdsSecrets(JSON.stringify({ text }));
    return process.cpuUsage(before).user / 1e3;
  };
  for (const textOf of hostile) {
    cost(textOf(50_000)); // compiles
    const [short, long] = [cost(textOf(50_000)), cost(textOf(1_000_000))];
    // Twenty times the length; with its square it would be four hundred. Ten milliseconds are what the clock itself is worth.
    if (long > 100 * Math.max(short, 10))
      throw new Error(`${textOf(20)}… took ${short} ms, and twenty of it ${long} ms.`);
  }
});

describe('holdsSecrets', () => {
  it.each([
    { text: "alter user u set password = 'hunter2'" },
    { text: 'alter user u set password\n=\t"hunter2"' },
    { text: "alter user u set password -- why\n = 'hunter2'" },
    { text: 'create secret s type = generic_string secret_string = ?', binds: [{ type: 'TEXT', value: 'hunter2' }] },
    { text: "copy into t from 'azure://a/c?sig=hunter2'" },
    { copyOptions: { CREDENTIALS: { AWS_SECRET_KEY: 'hunter2' } } },
  ])('finds one in %j', (action) => {
    expect(holdsSecrets(JSON.stringify(action))).toBe(true);
  });

  it.each([{ text: 'select password from t' }, { kind: 'column', name: 'PASSWORD' }, { text: "select 'token' as a" }])(
    'finds none in %j',
    (action) => {
      expect(holdsSecrets(JSON.stringify(action))).toBe(false);
    },
  );
});

describe('maskQuoted', () => {
  it.each([
    ["Numeric value 'hunter2' is not recognized", "alter user u set password = 'hunter2'"],
    ["unexpected 'hunter2'.", JSON.stringify({ kind: 'sql', text: 'alter user u set password = hunter2' })],
    ["unexpected 'hunter2'.", JSON.stringify({ text: "execute immediate 'alter user u set password = ''hunter2''' " })],
    ['hunter2 is none', JSON.stringify({ text: 'create secret s secret_string = ?', binds: [{ value: 'hunter2' }] })],
    ['hunter2', JSON.stringify({ copyOptions: { CREDENTIALS: { AWS_SECRET_KEY: 'hunter2' } } })],
  ])('masks in %j what %j keeps secret', (message, action) => {
    expect(maskQuoted(message, action)).toBe(message.replaceAll('hunter2', '****'));
  });

  it('leaves anything else', () => {
    const action = JSON.stringify({ text: 'select ?::int as password', binds: [{ type: 'TEXT', value: 'a' }] });
    expect(maskQuoted("Numeric value 'a' is not recognized", action)).toBe("Numeric value 'a' is not recognized");
  });
});
