import { readFileSync } from 'node:fs';
import { FirnClient } from '@firn/client';
import { JobView, ROUTES } from '@firn/contract';
import { queryHistory } from '../support/history.js';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';
import { startTraceCollector, type TraceCollector } from '../support/trace-collector.js';
import { until } from '../support/until.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';

/** One trace from the caller through API, queue and worker to Snowflake. */
describe('traces', () => {
  let collector: TraceCollector;
  let system: System;
  let client: FirnClient;
  beforeAll(async () => {
    collector = await startTraceCollector();
    system = await startSystem({
      workers: 1,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '50' },
    });
    client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
  });
  afterAll(async () => {
    await system?.stop();
    await collector?.close();
  });

  const accept = async (sql: string): Promise<JobView> => {
    const answer = await fetch(`${system.apiUrl}${ROUTES.jobs}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${system.apiKey}`,
        'content-type': 'application/json',
        traceparent: `00-${TRACE}-${CALLER}-01`,
      },
      body: JSON.stringify({ profile: LOCAL_PROFILE, sql }),
    });
    return JobView.parse(await answer.json());
  };

  it('lead from the request of a caller through queue and worker to the query in Snowflake', async () => {
    const { id } = await accept('select 1 as A');
    const job = await client.wait(id);
    const named = (name: string) => collector.spans.find((span) => span.name === name && span.traceId === TRACE);
    const names = ['POST /v1/jobs', 'firn queue', 'firn submit', 'snowflake submit', 'snowflake query', 'firn finish'];
    await until('all spans', async () => names.every((name) => named(name) !== undefined));

    const request = named('POST /v1/jobs');
    expect(request).toMatchObject({ service: 'firn-api', parentSpanId: CALLER });
    expect(request?.attributes).toMatchObject({ 'http.route': '/v1/jobs', 'http.response.status_code': 202 });
    for (const name of ['firn queue', 'firn submit'])
      expect(named(name)).toMatchObject({ service: 'firn-worker', parentSpanId: request?.spanId });
    expect(named('snowflake submit')?.parentSpanId).toBe(named('firn submit')?.spanId);
    expect(named('snowflake query')?.attributes).toMatchObject({
      'firn.job': id,
      'firn.tenant': 'default',
      'snowflake.query_id': job.queryId,
    });
  });

  it('are named by the tag of the query and by the lines of the log', async () => {
    const { id } = await accept('select 2 as A');
    await client.wait(id);
    const [row] = await queryHistory(system.snowflake.url, (each) => String(each.QUERY_TAG).includes(id));
    expect(JSON.parse(String(row?.QUERY_TAG))).toMatchObject({ job: id, trace: TRACE });
    const [worker] = system.workers;
    const submitted = () =>
      readFileSync(worker?.logFile ?? '', 'utf8')
        .split('\n')
        .find((line) => line.includes('"submitted"') && line.includes(id));
    expect(JSON.parse(await until('the line of the submit', async () => submitted()))).toMatchObject({
      traceId: TRACE,
      jobId: id,
    });
  });

  it('have one line of the log for each step of a job, with what it did and how long that took', async () => {
    const { id } = await accept('select system$wait(4)'); // outlasts the first look, so that another step stores it
    const { epoch } = await client.wait(id);
    const [worker] = system.workers;
    const lines = await until('the lines of both steps', async () => {
      const all = readFileSync(worker?.logFile ?? '', 'utf8').split('\n');
      const steps = all.filter((line) => line.includes('"msg":"step"') && line.includes(id));
      return steps.some((line) => line.includes('"finish"')) && steps.map((line) => JSON.parse(line));
    });
    const line = {
      level: 'info',
      app: 'worker',
      jobId: id,
      tenant: 'default',
      profile: LOCAL_PROFILE,
      outcome: 'done',
    };
    const tookMs = expect.any(Number);
    expect(lines).toMatchObject([
      { ...line, kind: 'submit', epoch: 1, ms: tookMs },
      { ...line, kind: 'finish', epoch, ms: tookMs },
    ]);
  });

  it('of a statement that fails say so, and hold no text of it', async () => {
    const { id } = await accept("select no_such_column, 'a secret'");
    await client.wait(id);
    await until('the end of the query', async () =>
      collector.spans.some(({ name, attributes }) => name === 'snowflake query' && attributes['firn.job'] === id),
    );
    expect(JSON.stringify(collector.spans)).not.toContain('a secret');
  });

  it('do not hold up the end of a process whose collector is away', async () => {
    await collector.close();
    expect(await system.workers[0]?.stop()).toBe(0);
    collector = await startTraceCollector();
  });
});

describe('without an exporter', () => {
  it('nothing of tracing is loaded, and a tag names no trace', async () => {
    const system = await startSystem({ workers: 1 });
    try {
      const client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
      const { id } = await client.submit({ profile: LOCAL_PROFILE, sql: 'select 1 as A' });
      await client.wait(id);
      const [row] = await queryHistory(system.snowflake.url, (each) => String(each.QUERY_TAG).includes(id));
      expect(JSON.parse(String(row?.QUERY_TAG))).not.toHaveProperty('trace');
      expect(readFileSync(system.workers[0]?.logFile ?? '', 'utf8')).not.toContain('traces are sent');
    } finally {
      await system.stop();
    }
  });
});
