import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { jwtUser, readJwt, verifyJwt } from '../../../apps/snowflake-local/src/session/key-pair.js';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const derOf = (key: KeyObject): Buffer => createPublicKey(key).export({ format: 'der', type: 'spki' });

function jwt(key: KeyObject, claims: Readonly<Record<string, unknown>>, algorithm = 'RS256'): string {
  const signed = `${base64url({ alg: algorithm, typ: 'JWT' })}.${base64url(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
}

describe('a key-pair login', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const der = derOf(privateKey);
  const publicKey = der.toString('base64');
  const fingerprint = `SHA256:${createHash('sha256').update(der).digest('base64')}`;
  const now = Date.UTC(2026, 0, 1);
  const claims = { iss: `LOCAL.FIRN.${fingerprint}`, sub: 'LOCAL.FIRN', iat: now / 1_000, exp: now / 1_000 + 60 };

  const isAccepted = (token: string, at = now): boolean => {
    const read = readJwt(token);
    return read !== null && verifyJwt(read, publicKey, at);
  };

  it('accepts seconds as most drivers count, and milliseconds as the Node driver does', () => {
    expect(isAccepted(jwt(privateKey, claims))).toBe(true);
    expect(isAccepted(jwt(privateKey, { ...claims, exp: now + 120_000 }))).toBe(true);
  });

  it('takes the user from the subject, whatever dots the account has', () => {
    const read = readJwt(jwt(privateKey, { ...claims, sub: 'ORG.ACCOUNT.FIRN' }));
    expect(read && jwtUser(read.claims)).toBe('FIRN');
  });

  it.each([
    ['one that has run out', jwt(privateKey, { ...claims, exp: now / 1_000 - 120 })],
    ['another key', jwt(generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey, claims)],
    ['another fingerprint', jwt(privateKey, { ...claims, iss: 'LOCAL.FIRN.SHA256:AAAA' })],
    ['another algorithm', jwt(privateKey, claims, 'none')],
    [
      'a changed claim',
      jwt(privateKey, claims).replace(/\.[^.]+\./, `.${base64url({ ...claims, sub: 'LOCAL.OTHER' })}.`),
    ],
    ['text that is no JWT', 'firn'],
  ])('refuses %s', (_, token) => {
    expect(isAccepted(token)).toBe(false);
  });
});
