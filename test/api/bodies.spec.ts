import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { BatchAnswer, Problem } from '@firn/contract';
import { KEYS } from './support/api.js';
import { useSetting } from './support/setting.js';

const JSON_TYPE = 'application/json';
const NDJSON_TYPE = 'application/x-ndjson';

describe('a body', () => {
  const setting = useSetting({ FIRN_API_BODY_BYTES: '200000' });
  const send = (path: string, type: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${setting.api.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEYS.acme}`, 'content-type': type, ...headers },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
  const refusal = async (response: Promise<Response>) => Problem.parse(await (await response).json());

  const ill: readonly (readonly [string, string | Buffer, string | undefined])[] = [
    ['a lone surrogate in a value', String.raw`{"profile":"main","sql":"select '\ud800'"}`, 'sql'],
    ['a lone surrogate in a name', String.raw`{"profile":"main","sql":"select 1","tags":{"\udfff":"x"}}`, 'tags'],
    ['a lone surrogate in a bind', String.raw`{"profile":"main","sql":"select ?","binds":["a","\udc00"]}`, 'binds[1]'],
    ['a lone surrogate in a tag', String.raw`{"profile":"main","sql":"select 1","tags":{"a":"\ud800"}}`, 'tags.a'],
    ['bytes that are no UTF-8', Buffer.from('{"profile":"main","sql":"select \'\xff\xfe\'"}', 'latin1'), 'sql'],
    ['a member that is there twice', '{"profile":"main","sql":"select 1","sql":"drop table t"}', 'sql'],
    ['a member that is there twice within', '{"profile":"main","sql":"select 1","tags":{"a":"1","a":"2"}}', 'tags.a'],
    ['a control character', '{"profile":"main","sql":"select \u0001"}', 'sql'],
    ['what is no JSON', '{"profile":"main","sql":}', 'sql'],
  ];

  it.each(ill)('with %s is refused with the path, alone and as a line of a batch', async (_, body, path) => {
    expect(await refusal(send('/v1/jobs', JSON_TYPE, body))).toMatchObject({ code: 'malformed_json', path });
    const answer = BatchAnswer.parse(await (await send('/v1/batches', NDJSON_TYPE, body)).json());
    expect(answer).toMatchObject({
      batch: { jobs: 0, refused: 1 },
      lines: [{ problem: { code: 'malformed_json', path } }],
    });
  });

  it('of any other route is read as strictly', async () => {
    const { id } = await setting.submit();
    for (const path of [`/v1/jobs/${id}/cancel`, `/v1/jobs/${id}/resolve`, '/v1/sessions']) {
      expect(await refusal(send(path, JSON_TYPE, String.raw`{"reason":"\ud800"}`))).toMatchObject({ path: 'reason' });
      expect(await refusal(send(path, JSON_TYPE, '{"reason":"a","reason":"b"}'))).toMatchObject({ path: 'reason' });
      expect(await refusal(send(path, JSON_TYPE, `{"reason":"${'x'.repeat(70_000)}"}`))).toMatchObject({ status: 413 });
      expect(await refusal(send(path, NDJSON_TYPE, '{}'))).toMatchObject({ status: 415, path: 'header.Content-Type' });
    }
  });

  it.each([
    ['/v1/jobs', NDJSON_TYPE, {}],
    ['/v1/jobs', 'text/plain', {}],
    ['/v1/jobs', '', {}],
    ['/v1/jobs', `${JSON_TYPE}; charset=latin1`, {}],
    ['/v1/jobs', JSON_TYPE, { 'content-encoding': 'gzip' }],
    ['/v1/batches', JSON_TYPE, {}],
    ['/v1/batches', NDJSON_TYPE, { 'content-encoding': 'gzip' }],
    ['/v1/sessions', 'application/gzip', {}],
  ] as const)('to %s as %j %j is 415', async (path, type, headers) => {
    const job = JSON.stringify({ profile: 'main', sql: 'select 1' });
    const body = 'content-encoding' in headers ? gzipSync(job) : Buffer.from(job);
    const path415 = 'content-encoding' in headers ? 'header.Content-Encoding' : 'header.Content-Type';
    expect(await refusal(send(path, type, body, headers))).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
      path: path415,
    });
  });

  it('is read in a thread where it is large, one after the other', async () => {
    const body = JSON.stringify({ profile: 'main', sql: `select '${'x'.repeat(50_000)}'` });
    for (let round = 0; round < 3; round += 1) expect((await send('/v1/jobs', JSON_TYPE, body)).status).toBe(202);
    const answers = await Promise.all(Array.from({ length: 6 }, () => send('/v1/jobs', JSON_TYPE, body)));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(202));
  });

  it('may begin with a byte order mark', async () => {
    const job = `\u{feff}${JSON.stringify({ profile: 'main', sql: 'select 1' })}`;
    expect((await send('/v1/jobs', `${JSON_TYPE}; charset="UTF-8"`, job)).status).toBe(202);
    const answer = BatchAnswer.parse(await (await send('/v1/batches', NDJSON_TYPE, `${job}\n${job}`)).json());
    expect(answer.batch).toMatchObject({ jobs: 2, refused: 0 });
  });

  it('does not come back at its full length', async () => {
    const name = 'n'.repeat(150_000);
    const response = await send('/v1/jobs', JSON_TYPE, JSON.stringify({ profile: 'main', sql: 'select 1', [name]: 1 }));
    expect((await response.text()).length).toBeLessThan(6_000);
  });

  it('is not read where the address is not text', async () => {
    for (const query of ['tag=a:%FF', 'tag=%ED%A0%80:x', 'tag=a:%00', 'tag=%zz']) {
      const response = setting.call('GET', `/v1/jobs?${query}`);
      expect(await refusal(response)).toMatchObject({ status: 400, code: 'invalid_request', path: 'query.tag' });
    }
    expect(await refusal(setting.call('GET', '/v1/jobs/%FF'))).toMatchObject({ status: 400 });
  });

  it('of any route is refused with the path: of a member that nobody knows, and of the body where it is no object', async () => {
    const { id } = await setting.submit();
    for (const path of [`/v1/jobs/${id}/cancel`, `/v1/jobs/${id}/resolve`, '/v1/sessions', '/v1/cancels', '/v1/jobs']) {
      const known = '"outcome":"failed","profile":"main","jobs":{"all":true}';
      expect(await refusal(send(path, JSON_TYPE, `{${known},"resaon":1}`))).toMatchObject({ path: expect.any(String) });
      expect(await refusal(send(path, JSON_TYPE, '[]'))).toMatchObject({ status: 422, path: 'body' });
    }
    expect(await refusal(send(`/v1/jobs/${id}/cancel`, JSON_TYPE, '{"resaon":1}'))).toMatchObject({ path: 'resaon' });
    expect(await refusal(setting.call('GET', '/v1/jobs?lmit=1'))).toMatchObject({ status: 400, path: 'query.lmit' });
  });

  it('is not waited for where it says itself that it is too large, or is no text', async () => {
    const head = (...lines: string[]) =>
      [`POST /v1/jobs HTTP/1.1`, 'Host: x', `Authorization: Bearer ${KEYS.acme}`, ...lines, '', ''].join('\r\n');
    const json = `Content-Type: ${JSON_TYPE}`;
    const { hostname, port } = new URL(setting.api.url);
    const answerTo = async (text: string): Promise<string> => {
      const socket = connect(Number(port), hostname);
      try {
        socket.write(text);
        const [first] = await once(socket, 'data');
        return String(first);
      } finally {
        socket.destroy();
      }
    };
    const tooLarge = await answerTo(`${head(json, 'Content-Length: 99000000')}{`);
    expect(tooLarge).toMatch(/^HTTP\/1.1 413 /);
    expect(tooLarge).toContain('FIRN_API_BODY_BYTES');
    const packed = await answerTo(`${head(json, 'Transfer-Encoding: gzip, chunked')}1\r\n{\r\n0\r\n\r\n`);
    expect(packed).toMatch(/^HTTP\/1.1 415 /);
    expect(packed).toContain('header.Transfer-Encoding');
  });

  it('does not matter where the ID is none: however long it is, the route says so', async () => {
    for (const id of ['x'.repeat(5_000), '%2F..%2F', 'job_00'])
      expect(await refusal(setting.call('GET', `/v1/jobs/${id}`))).toMatchObject({
        path: 'path.id',
        detail: expect.stringContaining('must be a job ID'),
      });
    expect(await refusal(setting.call('GET', '/v1/jobs/%zz'))).toMatchObject({ status: 400, path: 'path' });
  });
});
