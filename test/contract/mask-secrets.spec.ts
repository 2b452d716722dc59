import { holdsSecrets, maskSecrets } from '@firn/contract';

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
  ])('leaves %s as it is', (sql) => {
    expect(maskSecrets(sql)).toBe(sql);
  });
});

describe('holdsSecrets', () => {
  it.each([
    { text: "alter user u set password = 'hunter2'" },
    { text: 'alter user u set password\n=\t"hunter2"' },
    { text: "alter user u set password -- why\n = 'hunter2'" },
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
