import type { Forms } from './forms.js';

export const ENCODING: Forms = {
  base64Encode: [
    [['a'], `BASE64_ENCODE("A")`],
    [['a', 76], `BASE64_ENCODE("A", 76)`],
    [['a', 76, '+/='], `BASE64_ENCODE("A", 76, '+/=')`],
  ],
  base64: [
    [['a'], `BASE64_ENCODE("A")`],
    [['a', 76], `BASE64_ENCODE("A", 76)`],
    [['a', 76, '+/='], `BASE64_ENCODE("A", 76, '+/=')`],
  ],
  base64DecodeString: [
    [['a'], `BASE64_DECODE_STRING("A")`],
    [['a', '+/='], `BASE64_DECODE_STRING("A", '+/=')`],
  ],
  base64DecodeBinary: [
    [['a'], `BASE64_DECODE_BINARY("A")`],
    [['a', '+/='], `BASE64_DECODE_BINARY("A", '+/=')`],
  ],
  unbase64: [
    [['a'], `BASE64_DECODE_STRING("A")`],
    [['a', '+/='], `BASE64_DECODE_STRING("A", '+/=')`],
  ],
  tryBase64DecodeString: [
    [['a'], `TRY_BASE64_DECODE_STRING("A")`],
    [['a', '+/='], `TRY_BASE64_DECODE_STRING("A", '+/=')`],
  ],
  tryBase64DecodeBinary: [
    [['a'], `TRY_BASE64_DECODE_BINARY("A")`],
    [['a', '+/='], `TRY_BASE64_DECODE_BINARY("A", '+/=')`],
  ],
  hexEncode: [
    [['a'], `HEX_ENCODE("A")`],
    [['a', 0], `HEX_ENCODE("A", 0)`],
  ],
  hex: [
    [['a'], `HEX_ENCODE("A")`],
    [['a', 0], `HEX_ENCODE("A", 0)`],
  ],
  hexDecodeString: [[['a'], `HEX_DECODE_STRING("A")`]],
  hexDecodeBinary: [[['a'], `HEX_DECODE_BINARY("A")`]],
  tryHexDecodeString: [[['a'], `TRY_HEX_DECODE_STRING("A")`]],
  tryHexDecodeBinary: [[['a'], `TRY_HEX_DECODE_BINARY("A")`]],
  compress: [[['a', 'x'], `COMPRESS("A", <TEXT x>)`]],
  decompressBinary: [[['a', 'x'], `DECOMPRESS_BINARY("A", <TEXT x>)`]],
  decompressString: [[['a', 'x'], `DECOMPRESS_STRING("A", <TEXT x>)`]],
  md5: [[['a'], `MD5("A")`]],
  md5Binary: [[['a'], `MD5_BINARY("A")`]],
  md5NumberLower64: [[['a'], `MD5_NUMBER_LOWER64("A")`]],
  md5NumberUpper64: [[['a'], `MD5_NUMBER_UPPER64("A")`]],
  sha1: [[['a'], `SHA1("A")`]],
  sha1Binary: [[['a'], `SHA1_BINARY("A")`]],
  sha2: [
    [['a'], `SHA2("A")`],
    [['a', 512], `SHA2("A", 512)`],
  ],
  sha2Binary: [
    [['a'], `SHA2_BINARY("A")`],
    [['a', 512], `SHA2_BINARY("A", 512)`],
  ],
  hash: [
    [['a', 'b'], `HASH("A", "B")`],
    [['*'], `HASH(*)`],
  ],
};
