import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { check } from './table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

it('writes base 64 in lines and in an alphabet of its own, and reads it again', () =>
  check(engine, [
    ["base64_encode('Snowflake ❄❄❄ Snowman ☃☃☃', 32, '$')", 'U25vd2ZsYWtlIOKdhOKdhOKdhCBTbm93\nbWFuIOKYg$KYg$KYgw=='],
    ["base64_encode('Snowflake', 0)", 'U25vd2ZsYWtl'],
    ["base64_decode_string(base64_encode('Snowflake ❄❄❄ Snowman ☃☃☃', 32, '$'), '$')", 'Snowflake ❄❄❄ Snowman ☃☃☃'],
    ["base64_decode_binary('4piD-w~~', '-_~')", 'E29883FB'],
    ["try_base64_decode_string('4piD', '$')", '☃'],
    ["try_base64_decode_string('a+=', '$')", null],
    ["base64_encode('a', 0, 'abcd')", "!100077 Invalid base64 alphabet 'abcd'"],
  ]));

it('compresses by Snappy and zlib, and gives back what was compressed', () =>
  check(engine, [
    ["compress('Snowflake', 'SNAPPY')", '0920536E6F77666C616B65'],
    ["decompress_string(compress('Snowflake', 'snappy'), 'SNAPPY')", 'Snowflake'],
    ["decompress_binary(compress(x'00ff00ff', 'zlib(9)'), 'ZLIB')", '00FF00FF'],
    ["decompress_string(compress('', 'zlib'), 'zlib') || decompress_string(compress('', 'snappy'), 'snappy')", ''],
    ["length(compress(repeat('abcabcabd', 10000), 'snappy')) < 5000", '1'],
    ["decompress_string(compress(repeat('abcd☃', 30000), 'snappy'), 'snappy') = repeat('abcd☃', 30000)", '1'],
    // A copy of Snappy's that overlaps itself, by hand: one literal byte, then six copies of it.
    ["decompress_string(x'0700610901', 'snappy')", 'aaaaaaa'],
    ["decompress_binary(x'00ff', 'snappy')", '!100077 Decompression failed: the data is not SNAPPY'],
    ["decompress_binary(x'0a00610901', 'snappy')", '!100077 Decompression failed'],
    ["decompress_binary(x'0700610905', 'snappy')", '!100077 Decompression failed'],
    ["decompress_binary(x'ffffffff7f', 'snappy')", '!100077 Decompression failed'],
    ["decompress_binary(x'00ff', 'zlib')", '!100077 Decompression failed: the data is not ZLIB'],
    [
      "compress('a', 'zstd')",
      "!000002 SQL compilation error: error line 1 at position 7\nUnsupported feature 'compression method 'zstd''",
    ],
    ["decompress_string('a', 'zlib')", '!001044'],
  ]));

it('pads BINARY with BINARY', () =>
  check(engine, [
    ["lpad(to_binary('1F', 'hex'), 4, x'00')", '0000001F'],
    ["rpad(x'1f', 4, x'abcd')", '1FABCDAB'],
    ["rpad(x'1f2e3d', 2, x'ab')", '1F2E'],
    ["lpad(x'1f', -1, x'ab')", ''],
    ["lpad(x'1f', 3)", '!001044'],
    ["lpad('a', 3, x'ab')", '!001044'],
  ]));

it('takes the bytes of a BINARY as characters where a function of texts takes one', () =>
  check(engine, [
    ["left(x'00FF0D0A', 2)", '00FF'],
    ["right(x'00FF0D0A', 3)", 'FF0D0A'],
    ["left(x'00FF', -1)", ''],
    ["substr(x'00FF0D0A', -2, 1)", '0D'],
    ["reverse(x'00FF0D0A')", '0A0DFF00'],
    ["insert(x'414243', 2, 0, x'00')", '41004243'],
    ["charindex(x'42', x'41424342', 3)", '4'],
    ["position(x'43' in x'4142')", '0'],
    ["contains(x'4142', x'42')", '1'],
    ["startswith(x'4142', x'42')", '0'],
    ["endswith(x'4142', x'')", '1'],
    ['left(null::binary, 2)', null],
    ["system$typeof(left(x'4142'::binary(2), 1))", 'BINARY(2)[LOB]'],
    [
      "contains(x'41', 'A')",
      "!001044 SQL compilation error: error line 1 at position 7\nInvalid argument types for function 'CONTAINS': (BINARY(8388608), VARCHAR(1))",
    ],
  ]));

it('encrypts by a passphrase, and decrypts by nothing else', () =>
  check(engine, [
    ["to_varchar(decrypt(encrypt('Secret!', 'open'), 'open'), 'utf-8')", 'Secret!'],
    ["decrypt(encrypt(x'00ff', 'open', 'for whom'), 'open', 'for whom')", '00FF'],
    ["decrypt(encrypt(x'00ff', 'open', null, 'AES-CBC/pad:PKCS'), 'open', null, 'aes-cbc / pad:pkcs')", '00FF'],
    ["encrypt('a', 'open') = encrypt('a', 'open')", '0'],
    ["encrypt(null, 'open')", null],
    ["try_decrypt(encrypt('a', 'open'), 'shut')", null],
    ["try_decrypt(x'00', 'open')", null],
    ["try_decrypt(encrypt('a', 'open'), 'open')", '61'],
    [
      "decrypt(encrypt('a', 'open'), 'shut')",
      '!100311 Decryption failed. Check encrypted data, key, AAD, or AEAD tag.',
    ],
    ["decrypt(encrypt('a', 'open', 'x'), 'open', 'y')", '!100311 Decryption failed. Check'],
    ["encrypt('a', 'open', null, 'DES')", '!100077 Unsupported encryption method: DES'],
  ]));

it('encrypts by a key as AES does everywhere', () => {
  const key = "sha2_binary('NotSecretEnough', 256)";
  const iv = "substr(to_binary(hex_encode('AlsoNotSecretEnough'), 'HEX'), 0, 12)";
  const sealed = `encrypt_raw(to_binary(hex_encode('Bonjour'), 'HEX'), ${key}, ${iv}, to_binary(hex_encode('additional data'), 'HEX'), 'AES-GCM')`;
  const part = (name: string) => `as_binary(get(${sealed}, '${name}'))`;
  return check(engine, [
    [`${sealed}:ciphertext::varchar`, 'CA2F4A383F6F55'],
    [`${sealed}:iv::varchar`, '416C736F4E6F745365637265'],
    [`${sealed}:tag::varchar`, '91F28FBC6A2FE9B213D1C44B8D75D147'],
    [
      `hex_decode_string(to_varchar(decrypt_raw(${part('ciphertext')}, ${key}, ${part('iv')}, to_binary(hex_encode('additional data'), 'HEX'), 'AES-GCM', ${part('tag')})))`,
      'Bonjour',
    ],
    [`decrypt_raw(${part('ciphertext')}, ${key}, ${part('iv')}, x'', 'AES-GCM', ${part('tag')})`, '!100311'],
    [`try_decrypt_raw(${part('ciphertext')}, ${key}, ${part('iv')}, x'', 'AES-GCM', ${part('tag')})`, null],
    // The first block of FIPS 197.
    [
      "encrypt_raw(x'00112233445566778899aabbccddeeff', x'000102030405060708090a0b0c0d0e0f', null, null, 'AES-ECB/pad:NONE'):ciphertext::varchar",
      '69C4E0D86A7B0430D8CDB78070B4C55A',
    ],
    ["length(as_binary(encrypt_raw(x'41', md5_binary('k'), null):iv))", '12'],
    ["encrypt_raw(x'41', x'00', null)", '!100077 The key has 8 bits'],
    ["encrypt_raw(x'41', md5_binary('k'), x'00')", '!100077 The initialization vector has 8 bits'],
    ["encrypt_raw(x'41', md5_binary('k'), null, null, 'AES-CBC/pad:NONE')", '!100077 Encryption failed'],
    ["encrypt_raw('a', md5_binary('k'), null)", '!001044'],
  ]);
});

it('takes IP addresses apart', () =>
  check(engine, [
    [
      "to_json(parse_ip('192.168.242.188/24', 'INET'))",
      '{"family":4,"host":"192.168.242.188","ip_fields":[3232297660,0,0,0],"ip_type":"inet","ipv4":3232297660,"ipv4_range_end":3232297727,"ipv4_range_start":3232297472,"netmask_prefix_length":24,"snowflake$type":"ip_address"}',
    ],
    [
      "to_json(parse_ip('fe80::20c:29ff:fe2c:429/64', 'inet'))",
      '{"family":6,"hex_ipv6":"FE80000000000000020C29FFFE2C0429","hex_ipv6_range_end":"FE80000000000000FFFFFFFFFFFFFFFF","hex_ipv6_range_start":"FE800000000000000000000000000000","host":"fe80::20c:29ff:fe2c:429","ip_fields":[4269801472,0,34351615,4264297513],"ip_type":"inet","netmask_prefix_length":64,"snowflake$type":"ip_address"}',
    ],
    ["parse_ip('10.0.0.1', 'inet'):netmask_prefix_length", 'null'],
    ["parse_ip('::ffff:10.0.0.1', 'inet'):hex_ipv6::string", '00000000000000000000FFFF0A000001'],
    ["parse_ip('1.2.3', 'inet', true):error::string", "invalid IP address '1.2.3'"],
    ...['1.2.3', '1.2.3.256', '1.2.3.4/33', '1::2::3', '1:2:3', 'x', ''].map(
      (text) => [`parse_ip('${text}', 'inet')`, `!100077 Error parsing IP: invalid IP address '${text}'`] as const,
    ),
  ]));

it('counts edits up to a most, and lays patterns on texts by a call', () =>
  check(engine, [
    ["editdistance('Gute nacht', 'Ich weis nicht')", '8'],
    ["editdistance('Gute nacht', 'Ich weis nicht', 3)", '3'],
    ["editdistance('a', 'b', -1)", '0'],
    ["editdistance('a', 'b', null)", null],
    ["like('abc', 'a%') and not like('abc', 'A%') and ilike('abc', 'A%')", '1'],
    ["like('a_c', 'a^_c', '^') and not like('abc', 'a^_c', '^')", '1'],
  ]));

it('reads variables and the statement itself', async () => {
  await engine.run('set given = 12');
  await check(engine, [
    ["getvariable('GIVEN')", '12'],
    ["getvariable('given')", '12'],
    ["getvariable('MISSING')", null],
    ['getvariable(1)', '!001015'],
    ['to_json(all_user_names())', '["FIRN"]'],
    ["is_database_role_in_session('R') or is_application_role_in_session('R')", '0'],
    ["is_granted_to_invoker_role('ACCOUNTADMIN')", '1'],
  ]);
  await engine.run('unset given');
  expect(await engine.value('select /* x */ current_statement()')).toBe('select /* x */ current_statement()');
});
