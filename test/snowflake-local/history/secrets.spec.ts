import { messageWithoutSecrets, withoutSecrets } from '../../../apps/snowflake-local/src/history/secrets.js';

describe('the text of a statement in the history', () => {
  it.each([
    ["CREATE USER u PASSWORD = 'hunter2' EMAIL = 'a@b.c'", "CREATE USER u PASSWORD = '****' EMAIL = 'a@b.c'"],
    ["alter user u set password/* = */=-- x\n'it''s hunter2'", "alter user u set password/* = */=-- x\n'****'"],
    ["alter user u set password 'hunter2'", "alter user u set password '****'"],
    [
      "EXECUTE IMMEDIATE 'ALTER USER u SET PASSWORD = ''hunter2'''",
      "EXECUTE IMMEDIATE 'ALTER USER u SET PASSWORD = ''****'''",
    ],
    [
      String.raw`execute immediate 'alter user u set password = \'hunter2\''`,
      String.raw`execute immediate 'alter user u set password = \'****\''`,
    ],
    [
      "CREDENTIALS = (AWS_KEY_ID = 'hunter2' AWS_SECRET_KEY = $$hunter2$$)",
      "CREDENTIALS = (AWS_KEY_ID = '****' AWS_SECRET_KEY = '****')",
    ],
    ["SET my_password = 'a''' || 'hunter2'", "SET my_password = '****' || '****'"],
    ["PASSWORD = '' COMMENT = 'hunter'", "PASSWORD = '****' COMMENT = 'hunter'"],
    ["URL = 'azure://a/c?sig=hunter2&se=1'", "URL = 'azure://a/c?sig=****&se=1'"],
    ["PASSWORD = 'hunter2", "PASSWORD = '****'"],
    ['CREATE USER u PASSWORD = hunter2 EMAIL = a', "CREATE USER u PASSWORD = '****' EMAIL = a"],
    [
      "select object_construct('password', 'hunter2', 'a', 'b')",
      "select object_construct('password', '****', 'a', 'b')",
    ],
    ["header => {'auth_token': 'hunter2'}", "header => {'auth_token': '****'}"],
    ["select * from t where 'hunter2' = t.password", "select * from t where '****' = t.password"],
    ["where password <> 'hunter2' or token != 'hunter2'", "where password <> '****' or token != '****'"],
    ["where password not in ('hunter2', 'hunter22') and a = 'b'", "where password not in ('****', '****') and a = 'b'"],
    ["where token like 'hunter2%' and a = 'b'", "where token like '****' and a = 'b'"],
    ['SELECT password, token FROM t', 'SELECT password, token FROM t'],
    ['CREATE USER u MUST_CHANGE_PASSWORD = TRUE', 'CREATE USER u MUST_CHANGE_PASSWORD = TRUE'],
    [
      'CREATE VIEW v AS SELECT * FROM t JOIN u ON t.token = u.token',
      'CREATE VIEW v AS SELECT * FROM t JOIN u ON t.token = u.token',
    ],
    [
      "SELECT token, 'a' FROM t WHERE 'b' = a AND password IS NULL",
      "SELECT token, 'a' FROM t WHERE 'b' = a AND password IS NULL",
    ],
  ])('is without secrets: %s', (text, shown) => {
    expect(withoutSecrets(text)).toBe(shown);
    expect(withoutSecrets(shown)).toBe(shown);
  });

  it('is without them in a message that quotes it', () => {
    expect(messageWithoutSecrets("unexpected ''hunter2''", "alter user u set password 'hunter2'")).toBe(
      "unexpected ''****''",
    );
  });

  it('costs a few seconds of CPU at most for a megabyte of hostile text', () => {
    const hostile = [
      "'",
      '/**/',
      'password/*',
      'password--',
      'password ',
      "password=''",
      'password||',
      "password=\\'",
      '_',
      '$$',
    ]
      .map((text) => text.repeat(1_000_000 / text.length))
      .concat(`password ${'/**/'.repeat(200_000)}x`, `${'password/*'.repeat(100_000)}*/`);
    for (const text of hostile) {
      const before = process.cpuUsage();
      withoutSecrets(text);
      const seconds = process.cpuUsage(before).user / 1e6;
      if (seconds >= 4) throw new Error(`${text.slice(0, 20)}… took ${seconds} s of CPU.`);
    }
  });
});
