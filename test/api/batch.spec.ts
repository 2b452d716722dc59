import { connect } from 'node:net';
import { BatchAnswer, BatchLineAnswer, BatchView, JobList, Problem, problem } from '@firn/contract';
import { until } from '../support/until.js';
import { KEYS } from './support/api.js';
import { useSetting } from './support/setting.js';

const good = JSON.stringify({ profile: 'main', sql: 'select 1' });

/** A small plan that is SQL of two to the thirtieth: each use draws values of its own. */
const TOO_LARGE = JSON.stringify({
  profile: 'main',
  action: {
    version: 1,
    kind: 'count',
    plan: Array.from({ length: 30 }).reduce<object>(
      (left, _, at) => ({
        kind: 'set',
        op: 'union_all',
        match: 'position',
        left,
        right: { kind: 'same', frame: at },
        frame: at + 1,
      }),
      { kind: 'sql', text: 'select random() as r', binds: [], frame: 0 },
    ),
  },
});

describe('POST /v1/batches', () => {
  const setting = useSetting({ FIRN_API_BODY_BYTES: '4096' });
  const post = (body: string, headers: Readonly<Record<string, string>> = {}) =>
    setting.call('POST', '/v1/batches', { body, headers: { 'content-type': 'application/x-ndjson', ...headers } });

  it('refuses bad lines alone, by number', async () => {
    const lines = [
      good,
      '{"profile":',
      '',
      JSON.stringify({ profile: 'other', sql: 'select 1' }),
      JSON.stringify({ profile: 'main', sql: 'PUT file:///x @y' }),
      JSON.stringify({ profile: 'main', sql: `select '${'x'.repeat(5_000)}'` }),
      good,
      TOO_LARGE,
    ];
    const response = await post(lines.join('\n'));

    expect(response.status).toBe(202);
    const { batch, lines: answers } = BatchAnswer.parse(await response.json());
    expect(
      answers.map((answer) =>
        'problem' in answer ? [answer.line, answer.problem.code] : [answer.line, answer.duplicate],
      ),
    ).toEqual([
      [1, false],
      [2, 'malformed_json'],
      [4, 'forbidden'],
      [5, 'refused_sql'],
      [6, 'payload_too_large'],
      [7, false],
      [8, 'plan_too_large'],
    ]);
    expect(batch).toMatchObject({ jobs: 2, refused: 5, closed: true, done: false });
    expect(response.headers.get('location')).toBe(`/v1/batches/${batch.id}`);
  });

  const ndjson = { accept: 'application/x-ndjson' };
  const answersOf = async (response: Response) =>
    (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => BatchLineAnswer.parse(JSON.parse(line)));

  it('takes 1,000,000 lines, says so about the next one, and does not read on', async () => {
    const path = '/v1/batches?from=999999';
    const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': 'as-many-as-there-may-be', ...ndjson };
    const body = `${good}\n`.repeat(5) + 'x'.repeat(30_000_000);
    const answers = await answersOf(await setting.call('POST', path, { body, headers }));
    expect(answers).toHaveLength(3);
    expect(answers.filter((answer) => 'id' in answer)).toHaveLength(2);
    expect(answers.at(-1)).toMatchObject({ line: 1_000_001, problem: { code: 'payload_too_large' } });
  });

  it('answers 100,000 lines in one document, and says so about the next one', async () => {
    const answer = BatchAnswer.parse(await (await post(`${good}${'\n'.repeat(100_000)}${good}`)).json());
    expect(answer.lines).toMatchObject([
      { line: 1, duplicate: false },
      { line: 100_001, problem: { code: 'payload_too_large', cure: expect.stringContaining('application/x-ndjson') } },
    ]);
  });

  it('answers each line as it is decided, while the rest is still to come', async () => {
    const socket = connect(Number(new URL(setting.api.url).port), '127.0.0.1');
    let heard = '';
    socket.on('data', (data) => {
      heard += data.toString();
    });
    const chunk = (text: string) => socket.write(`${text.length.toString(16)}\r\n${text}\r\n`);
    socket.write(
      `POST /v1/batches HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEYS.acme}\r\ncontent-type: application/x-ndjson\r\n` +
        `accept: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    chunk(`${good}\n`.repeat(250));
    await until('the first lines are answered', async () => heard.includes('"line":250'));
    expect(heard).toMatch(/^HTTP\/1.1 202 [\s\S]*location: \/v1\/batches\/bat_/i);
    chunk(`${good}\n{}\n`);
    socket.write('0\r\n\r\n');
    await until('all are answered', async () => heard.includes('"line":252'));
    expect(heard).toContain('"line":251,"id":"job_');
    socket.destroy();
  });

  it('is sent in several requests, each again where it broke off, and closed with the last', async () => {
    const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': 'in-parts' };
    const part = async (query: string, body: string) =>
      BatchAnswer.parse(await (await setting.call('POST', `/v1/batches${query}`, { body, headers })).json());
    const first = await part('?more=true', `${good}\n{}\n`);
    expect(first.batch).toMatchObject({ jobs: 1, refused: 1, closed: false });
    await part('?from=3&more=true', `${good}\n{}\n`);
    const again = await part('?from=3&more=true', `${good}\n{}\n`);
    expect(again.lines).toMatchObject([
      { line: 3, duplicate: true },
      { line: 4, problem: { code: 'invalid_job' } },
    ]);
    const last = await part('?from=5', good);
    expect(last.batch).toMatchObject({ id: first.batch.id, jobs: 3, refused: 2, closed: true });

    const loose = await setting.call('POST', '/v1/batches?from=3', {
      body: good,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(Problem.parse(await loose.json())).toMatchObject({
      path: 'header.Idempotency-Key',
      code: 'invalid_request',
    });
  });

  it('waits for the end of its jobs, and says how fast they end', async () => {
    const known = JobList.parse(await (await setting.call('GET', '/v1/jobs?limit=1')).json()).jobs[0]?.batch;
    const waiting = setting.call('POST', '/v1/batches?wait=20000', {
      body: `${good}\n`.repeat(3),
      headers: { 'content-type': 'application/x-ndjson', ...ndjson },
    });
    const lines: string[] = [];
    const reading = (async () => {
      const text = await (await waiting).text();
      lines.push(...text.trimEnd().split('\n'));
    })();
    const jobs = await until('they are accepted', async () => {
      const page = JobList.parse(await (await setting.call('GET', '/v1/jobs?limit=3')).json());
      return page.jobs.length === 3 && page.jobs.every(({ batch }) => batch !== null && batch !== known) && page.jobs;
    });
    const id = jobs[0]?.batch;
    for (const { id: job } of jobs.slice(0, 2)) await setting.worker.succeed(job, [], []);
    const half = BatchView.parse(await (await setting.call('GET', `/v1/batches/${id}`)).json());
    expect(half).toMatchObject({ ended: 2, done: false, perSecond: expect.any(Number), leftMs: expect.any(Number) });
    const ended = setting.call('GET', `/v1/batches/${id}?wait=20000`);
    for (const { id: job } of jobs.slice(2)) await setting.worker.succeed(job, [], []);
    await reading;
    const last: unknown = JSON.parse(lines.at(-1) ?? '');
    expect(last).toMatchObject({ batch: { id, ended: 3, done: true, leftMs: 0 } });
    expect(BatchView.parse(await (await ended).json())).toMatchObject({ id, done: true });
  });

  it('submits what failed of it anew, once however often that is asked for', async () => {
    const { batch, lines } = BatchAnswer.parse(await (await post(`${good}\n`.repeat(3))).json());
    const [failed, succeeded] = lines.flatMap((line) => ('id' in line ? [line.id] : []));
    if (failed === undefined || succeeded === undefined) throw new Error('They were not accepted.');
    await setting.worker.fail(failed, problem('snowflake_error', { detail: 'Failed.' }));
    await setting.worker.succeed(succeeded, [], []);

    const retry = () => setting.call('POST', `/v1/batches/${batch.id}/retry`);
    const first = BatchAnswer.parse(await (await retry()).json());
    expect(first.lines).toMatchObject([{ line: 1, duplicate: false }]);
    expect(first.batch).toMatchObject({ jobs: 1, closed: true });
    expect(first.batch.id).not.toBe(batch.id);
    const again = BatchAnswer.parse(await (await retry()).json());
    expect(again.lines).toMatchObject([{ line: 1, duplicate: true }]);
    const [line] = first.lines;
    const job = await setting.worker.jobs.readWhole(line !== undefined && 'id' in line ? line.id : failed);
    const origin = await setting.worker.jobs.readWhole(failed);
    expect(job).toMatchObject({ plan: origin?.plan, profile: 'main', batch: first.batch.id });
    expect((await setting.call('POST', `/v1/batches/${batch.id}/retry`, { key: KEYS.globex })).status).toBe(404);
  });

  it('meets the jobs of the first when it is repeated with its key', async () => {
    const key = { 'idempotency-key': 'nightly-2026-01-01' };
    const first = BatchAnswer.parse(await (await post(`${good}\n${good}`, key)).json());
    const again = BatchAnswer.parse(await (await post(`${good}\n${good}\n${good}`, key)).json());

    expect(again.batch.id).toBe(first.batch.id);
    expect(again.lines.map((line) => 'duplicate' in line && line.duplicate)).toEqual([true, true, false]);
    expect(again.lines.slice(0, 2).map((line) => 'id' in line && line.id)).toEqual(
      first.lines.map((line) => 'id' in line && line.id),
    );
    expect(again.batch.jobs).toBe(3);
  });

  it('counts its jobs as they end', async () => {
    const { batch, lines } = BatchAnswer.parse(await (await post(`${good}\n${good}`)).json());
    for (const line of lines) if ('id' in line) await setting.call('POST', `/v1/jobs/${line.id}/cancel`);

    const view = BatchView.parse(await (await setting.call('GET', `/v1/batches/${batch.id}`)).json());
    expect(view).toMatchObject({ jobs: 2, ended: 2, cancelled: 2, done: true });
  });

  it('lists the jobs of a batch', async () => {
    const { batch } = BatchAnswer.parse(await (await post(`${good}\n${good}\n${good}`)).json());
    const response = await setting.call('GET', `/v1/jobs?batch=${batch.id}&limit=2`);
    const page = (await response.json()) as { jobs: unknown[]; cursor: string | null };

    expect(page.jobs).toHaveLength(2);
    const rest = (await (
      await setting.call('GET', `/v1/jobs?batch=${batch.id}&cursor=${page.cursor}`)
    ).json()) as typeof page;
    expect(rest).toMatchObject({ jobs: [expect.anything()], cursor: null });
  });

  it('takes an empty body as a batch without jobs', async () => {
    const response = await post('\n\n');
    expect(BatchAnswer.parse(await response.json())).toMatchObject({
      batch: { jobs: 0, refused: 0, done: true },
      lines: [],
    });
  });

  it('keeps what was accepted when the body breaks off, and ends the batch', async () => {
    const socket = connect(Number(new URL(setting.api.url).port), '127.0.0.1');
    const lines = `${good}\n`.repeat(300); // more than are accepted together
    socket.write(
      `POST /v1/batches HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEYS.acme}\r\ncontent-type: application/x-ndjson\r\n` +
        `x-request-id: broken\r\ncontent-length: 1000000\r\n\r\n${lines}`,
    );
    const id = await until('lines are accepted', async () => {
      const { jobs } = JobList.parse(await (await setting.call('GET', '/v1/jobs?limit=1')).json());
      const { batch } = jobs[0] ?? { batch: null };
      const view =
        batch === null ? null : BatchView.parse(await (await setting.call('GET', `/v1/batches/${batch}`)).json());
      return view?.closed === false && view.jobs === 250 && view.id;
    });
    socket.destroy();
    await until(
      'the batch is closed',
      async () => BatchView.parse(await (await setting.call('GET', `/v1/batches/${id}`)).json()).closed,
    );
    expect(setting.api.log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('wants NDJSON', async () => {
    const response = await setting.call('POST', '/v1/batches', { body: [{ profile: 'main', sql: 'select 1' }] });
    expect(response.status).toBe(415);
    expect(Problem.parse(await response.json())).toMatchObject({
      code: 'unsupported_media_type',
      cure: expect.stringContaining('x-ndjson'),
    });
  });

  it('refuses a line that is not UTF-8 and goes on', async () => {
    const response = await fetch(`${setting.api.url}/v1/batches`, {
      method: 'POST',
      headers: { authorization: 'Bearer key-of-acme-0123456789', 'content-type': 'application/x-ndjson' },
      body: Buffer.concat([Buffer.from([0x22, 0xff, 0x22, 0x0a]), Buffer.from(good)]),
    });
    const { lines } = BatchAnswer.parse(await response.json());
    expect(lines).toMatchObject([
      { line: 1, problem: { code: 'malformed_json' } },
      { line: 2, state: 'accepted' },
    ]);
  });
});
