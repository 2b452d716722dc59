import { BatchAnswer, JobView, Problem, SessionView } from '@firn/contract';
import { KEYS } from '../api/support/api.js';
import { type AttackedApi, startAttackedApi } from './support/attacked-api.js';

/** As they stand within the quotes of JSON, with what becomes of them in a text for people. */
const TEXTS: readonly (readonly [string, string, 'malformed' | 'invalid' | 'taken'])[] = [
  ['half of a pair', String.raw`\ud800`, 'malformed'],
  ['the other half', String.raw`a\udfffb`, 'malformed'],
  ['bytes that are no UTF-8', '\xff\xfe', 'malformed'],
  ['a NUL', String.raw`a\u0000b`, 'invalid'],
  ['an escape of a terminal', String.raw`\u001b[2J`, 'invalid'],
  ['a byte order mark', String.raw`\ufeffa`, 'taken'],
  ['what runs from right to left', String.raw`\u202ea`, 'taken'],
  ['1 MB', 'x'.repeat(1_000_000), 'invalid'],
];

describe('an API under hostile text', () => {
  jest.setTimeout(120_000);
  let attacked: AttackedApi | undefined;
  beforeAll(async () => {
    attacked = await startAttackedApi();
  });
  afterAll(async () => {
    attacked?.meters.print('hostile text');
    await attacked?.stop();
  });

  const send = (method: string, path: string, body?: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${attacked?.api.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${KEYS.acme}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      // Byte by byte: some of it is no UTF-8.
      ...(body !== undefined && { body: new Uint8Array(Buffer.from(body, 'latin1')) }),
    });

  it.each(TEXTS)('%s is refused by the name of its field, or harmless', async (name, text, fate) => {
    const job = JobView.parse(await (await send('POST', '/v1/jobs', '{"profile":"main","sql":"select 1"}')).json());
    const session = SessionView.parse(await (await send('POST', '/v1/sessions', '{"profile":"main"}')).json());
    const action = (plan: string) => `{"profile":"main","action":{"version":1,"kind":"collect","plan":${plan}}}`;
    /** Where a text may stand: `people` read it, `sql` is Snowflake's own to judge, a `name` has a form of its own. */
    const fields: readonly (readonly ['people' | 'sql' | 'name', string, string])[] = [
      ['people', '/v1/jobs', `{"profile":"main","sql":"select 1","tags":{"a":"${text}"}}`],
      ['people', '/v1/jobs', `{"profile":"main","sql":"select 1","parameters":{"QUERY_TAG":"${text}"}}`],
      ['people', `/v1/jobs/${job.id}/cancel`, `{"reason":"${text}"}`],
      ['name', `/v1/jobs/${job.id}/resolve`, `{"outcome":"${text}"}`],
      ['name', '/v1/jobs', `{"profile":"main","sql":"select 1","tags":{"${text}":"a"}}`],
      ['name', '/v1/jobs', `{"profile":"${text}","sql":"select 1"}`],
      ['name', '/v1/jobs', `{"profile":"main","sql":"select 1","session":"${text}"}`],
      ['name', '/v1/jobs', `{"profile":"main","sql":"select 1","${text}":1}`],
      ['name', '/v1/sessions', `{"profile":"${text}"}`],
      ['name', '/v1/sessions', `{"profile":"main","${text}":1}`],
      ['sql', '/v1/jobs', `{"profile":"main","sql":"select 1 as \\"${text}\\""}`],
      ['sql', '/v1/jobs', `{"profile":"main","sql":"select ?","binds":["${text}"]}`],
      ['sql', '/v1/jobs', action(`{"kind":"table","name":["${text}"]}`)],
      [
        'sql',
        '/v1/jobs',
        action(
          `{"kind":"select","input":{"kind":"table","name":["T"]},"items":[{"kind":"constant","value":"${text}"}]}`,
        ),
      ],
    ];
    for (const [kind, path, body] of fields) {
      const response = await send('POST', path, body);
      const answer = await response.text();
      expect(answer.length).toBeLessThan(10_000);
      const told = [path, body.slice(0, 200), response.status];
      if (fate === 'malformed')
        expect([...told, Problem.parse(JSON.parse(answer)).code]).toEqual([...told.slice(0, 2), 400, 'malformed_json']);
      else if (kind === 'name' || (kind === 'people' && fate === 'invalid')) {
        expect(told).toEqual([...told.slice(0, 2), expect.any(Number)]);
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
        // A member that does not belong there is named in the detail: it has no place.
        const { path: place } = Problem.parse(JSON.parse(answer));
        if (!body.endsWith(':1}')) expect([...told, place]).toEqual([...told, expect.any(String)]);
      } else expect(told).toEqual([...told.slice(0, 2), expect.any(Number)]);
      expect(response.status).toBeLessThan(500);
    }

    // What a batch is told of each field alone is what the job is told.
    const lines = fields.flatMap(([, path, body]) => (path === '/v1/jobs' ? [`${body}\n`] : []));
    const batch = await send('POST', '/v1/batches', lines.join(''), { 'content-type': 'application/x-ndjson' });
    const told = BatchAnswer.parse(await batch.json());
    expect(told.lines).toHaveLength(lines.length);
    if (fate === 'malformed') expect(told.batch).toMatchObject({ jobs: 0, refused: lines.length });

    // In addresses and headers there is ASCII and nothing else.
    const written = encodeURIComponent(fate === 'malformed' ? 'x' : String(JSON.parse(`"${text}"`))).slice(0, 8_000);
    for (const path of [
      `/v1/jobs?tag=a:${written}`,
      `/v1/jobs?cursor=${written}`,
      `/v1/jobs/${written}`,
      `/v1/batches/${written}`,
      '/v1/jobs?tag=a:%ff%fe',
    ])
      expect((await send('GET', path)).status).toBeLessThan(500);
    const key = await send('POST', '/v1/batches', '', {
      'content-type': 'application/x-ndjson',
      'idempotency-key': 'k\u00e9'.repeat(100),
    });
    expect(Problem.parse(await key.json()).path).toBe('header.Idempotency-Key');

    expect((await send('GET', `/v1/jobs/${job.id}`)).status).toBe(200);
    expect((await send('DELETE', `/v1/sessions/${session.id}`)).status).toBeLessThan(300);
    const worst = await attacked?.meters.note(name);
    expect(worst?.get('api')).toBeLessThan(250);
    expect(attacked?.api.isRunning()).toBe(true);
  });
});
