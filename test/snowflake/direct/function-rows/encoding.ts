import * as F from '@firn/snowpark';
import { lit } from '@firn/snowpark';
import type { Rows } from './rows.js';

export const ENCODING: Rows = [
  ['base64', F.base64('s'), 'YSxiLGM='],
  ['unbase64', F.unbase64(lit('YQ==')), 'a'],
  ['hex', F.hex(lit('a')), '61'],
  ['hexDecodeString', F.hexDecodeString(lit('61')), 'a'],
  ['sha1', F.sha1(lit('a')), '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
  ['base64DecodeString', F.base64DecodeString(lit('YQ==')), 'a'],
  ['base64Encode', F.base64Encode('s'), 'YSxiLGM='],
  ['hexEncode', F.hexEncode(lit('a')), '61'],
  ['md5', F.md5(lit('a')), '0cc175b9c0f1b6a831c399e269772661'],
  ['sha2', F.sha2(lit('a'), 256), 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
  ['tryBase64DecodeString', F.tryBase64DecodeString(lit('?')), null],
  ['tryHexDecodeString', F.tryHexDecodeString(lit('zz')), null],
  ['base64DecodeBinary', F.base64DecodeBinary(lit('YQ==')), '61'],
  ['tryBase64DecodeBinary', F.tryBase64DecodeBinary(lit('?')), null],
  ['hexDecodeBinary', F.hexDecodeBinary(lit('6162')), '6162'],
  ['tryHexDecodeBinary', F.tryHexDecodeBinary(lit('zz')), null],
  ['tryHexDecodeString', F.tryHexDecodeString(lit('61')), 'a'],
  ['md5Binary', F.md5Binary(lit('a')), '0cc175b9c0f1b6a831c399e269772661'],
  ['md5NumberUpper64', F.md5NumberUpper64(lit('a')), '919145239626757800'],
  ['md5NumberLower64', F.md5NumberLower64(lit('a')), '3585878926028121697'],
  ['sha1Binary', F.sha1Binary(lit('a')), '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
  ['sha2Binary', F.sha2Binary(lit('a')), 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
  ['compress', F.compress(lit('Snowflake'), lit('SNAPPY')), '0920536e6f77666c616b65'],
  [
    'decompressBinary',
    F.decompressBinary(F.toBinary(lit('0920536E6F77666C616B65'), 'HEX'), lit('SNAPPY')),
    '536e6f77666c616b65',
  ],
  [
    'decompressString',
    F.decompressString(F.toBinary(lit('0920536E6F77666C616B65'), 'HEX'), lit('SNAPPY')),
    'Snowflake',
  ],
  ['hash', F.hash('n', 's').eq(F.hash(lit(7), lit('a,b,c'))), 'true'],
];
