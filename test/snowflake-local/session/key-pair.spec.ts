import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { UserEntry } from '../../../apps/snowflake-local/src/catalog/entries.js';
import { isValidJwt, readJwt } from '../../../apps/snowflake-local/src/session/key-pair.js';

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

  const user: UserEntry = {
    kind: 'user',
    objectId: 1,
    name: 'FIRN',
    loginName: 'FIRN@EXAMPLE',
    passwordHash: null,
    rsaPublicKey: null,
    rsaPublicKey2: publicKey,
    defaultRole: null,
    defaultWarehouse: null,
    defaultNamespace: null,
    disabled: false,
    properties: {},
    comment: null,
    owner: 'ACCOUNTADMIN',
    createdOn: 0,
  };
  const isAccepted = (token: string): boolean => {
    const read = readJwt(token);
    return read !== null && isValidJwt(read, user, now);
  };
  const seconds = now / 1_000;

  it('accepts seconds as most drivers count, and milliseconds as the Node driver does', () => {
    expect(isAccepted(jwt(privateKey, claims))).toBe(true);
    expect(isAccepted(jwt(privateKey, { ...claims, iat: now, exp: now + 120_000 }))).toBe(true);
    // Go dates it back; an hour is the longest.
    expect(isAccepted(jwt(privateKey, { ...claims, nbf: 1_444_478_400, exp: seconds + 3_600 }))).toBe(true);
  });

  it('takes the user from the subject, whatever dots the account has', () => {
    const account = { ...claims, iss: `ORG.ACCOUNT.FIRN.${fingerprint}`, sub: 'ORG.ACCOUNT.FIRN' };
    expect(isAccepted(jwt(privateKey, account))).toBe(true);
    expect(readJwt(jwt(privateKey, account))?.claims.subject).toEqual({ account: 'ORG.ACCOUNT', user: 'FIRN' });
  });

  it.each([
    ['one that has run out', jwt(privateKey, { ...claims, iat: seconds - 180, exp: seconds - 120 })],
    ['one that counts only later', jwt(privateKey, { ...claims, nbf: seconds + 120 })],
    ['one that was issued in the future', jwt(privateKey, { ...claims, iat: seconds + 120, exp: seconds + 180 })],
    ['one for more than an hour', jwt(privateKey, { ...claims, exp: seconds + 3_601 })],
    ['one that ends before it begins', jwt(privateKey, { ...claims, exp: seconds - 1 })],
    ['one without its issue', jwt(privateKey, { ...claims, iat: undefined })],
    ['one without an end', jwt(privateKey, { ...claims, exp: undefined })],
    ['a beginning that is no time', jwt(privateKey, { ...claims, nbf: 'soon' })],
    ['a foreign issuer', jwt(privateKey, { ...claims, iss: `LOCAL.OTHER.${fingerprint}` })],
    ['an issuer of another account', jwt(privateKey, { ...claims, iss: `ELSEWHERE.FIRN.${fingerprint}` })],
    ['a foreign subject', jwt(privateKey, { ...claims, iss: `LOCAL.OTHER.${fingerprint}`, sub: 'LOCAL.OTHER' })],
    ['an issuer without a fingerprint', jwt(privateKey, { ...claims, iss: 'LOCAL.FIRN' })],
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
