import { JobView } from '@firn/contract';
import { startRedis } from '../../support/redis.js';
import { type CallOptions, call, startTestApi, type TestApi } from './api.js';
import { WorkerPart } from './worker-part.js';

export interface Setting {
  readonly api: TestApi;
  readonly worker: WorkerPart;
  readonly redisUrl: string;
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
  /** Submits a job for `acme` and gives it as it was accepted. */
  submit(request?: Readonly<Record<string, unknown>>, headers?: Readonly<Record<string, string>>): Promise<JobView>;
}

/** One Redis, one API and a worker's part for the tests of a file. */
export function useSetting(env: Readonly<Record<string, string>> = {}): Setting {
  let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
  let api: TestApi | undefined;
  let worker: WorkerPart | undefined;
  beforeAll(async () => {
    redis = await startRedis();
    api = await startTestApi(redis.url, env);
    worker = new WorkerPart(api.config);
  });
  afterAll(async () => {
    worker?.close();
    await api?.close();
    await redis?.stop();
  });
  const started = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('The setting has not started.');
    return part;
  };
  const setting: Setting = {
    get api() {
      return started(api);
    },
    get worker() {
      return started(worker);
    },
    get redisUrl() {
      return started(redis).url;
    },
    call: (method, path, options) => call(started(api), method, path, options),
    submit: async (request = {}, headers = {}) => {
      const response = await setting.call('POST', '/v1/jobs', {
        body: { profile: 'main', sql: 'select 1', ...request },
        headers,
      });
      const answer: unknown = await response.json();
      if (response.status > 299) throw new Error(`Not accepted: ${JSON.stringify(answer)}`);
      return JobView.parse(answer);
    },
  };
  return setting;
}
