const ENCODER = new TextEncoder();
const BEYOND_ASCII = /[\u{80}-\u{10ffff}]/u;

/** UTF-8 bytes. */
export const byteLength = (text: string): number =>
  BEYOND_ASCII.test(text) ? ENCODER.encode(text).length : text.length;
