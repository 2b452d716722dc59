import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { JobView, pathOf, ROUTES } from '@firn/contract';
import { Settings as ApiSettings } from '../../apps/api/src/config/settings.js';
import { Settings as WorkerSettings } from '../../apps/worker/src/config/settings.js';
import { COMPOSE_FILE, ComposeRun, imageOf, readCompose } from './support/compose.js';
import { readImage } from './support/image.js';
import { folderOf, installed, ROOT, run } from './support/installed.js';

const APPS = ['api', 'worker', 'snowflake-local'] as const;

const KEY = 'a-key-of-the-compose-test';
const VARIABLES = { FIRN_API_KEY_SHA256: createHash('sha256').update(KEY).digest('hex') };

/** `docker compose` itself, where this machine has it; `config` needs no daemon. */
const compose = [['docker', 'compose'] as const, ['docker-compose'] as const].find(([program, ...args]) => {
  try {
    return /v2|v[3-9]/.test(execFileSync(program, [...args, 'version'], { encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    return false;
  }
});

describe('the containers', () => {
  beforeAll(async () => {
    for (const app of APPS) await installed(app);
  }, 900_000);

  it.each(APPS)('%s: its image gets what is locked, and its program is there', async (app) => {
    const image = await readImage(`deploy/${app}.Dockerfile`);
    expect(image.build).toContain(`RUN npm run slim -- ${app} /app && install -d -o 1000 -g 1000 -m 0700 /data`);
    expect(existsSync(join(folderOf(app), image.entrypoint[1] ?? ''))).toBe(true);
    // Every package of the registry has the version that the repository is tested with.
    const locked = await lockedVersions(join(ROOT, 'package-lock.json'));
    const installedVersions = await lockedVersions(join(folderOf(app), 'package-lock.json'));
    const strange = [...installedVersions].filter(
      (package_) => !package_.startsWith('@firn/') && !locked.has(package_),
    );
    expect(strange).toEqual([]);
  });

  it.each(APPS)(
    '%s: its image runs as nobody special, answers a health check and sets nothing unknown',
    async (app) => {
      const image = await readImage(`deploy/${app}.Dockerfile`);
      expect(image.user).toBe('1000:1000');
      expect(image.healthcheck.join(' ')).toContain(`http://127.0.0.1:${image.port}/health`);
      const known = [...Object.keys(ApiSettings.shape), ...Object.keys(WorkerSettings.shape)];
      const unknown = Object.keys(image.environment).filter(
        (name) => name.startsWith('FIRN_') && !name.startsWith('FIRN_LOCAL_') && !known.includes(name),
      );
      expect(unknown).toEqual([]);
    },
  );

  it('the compose file is what the schema of compose files and its habits allow', async () => {
    const dclint = join(ROOT, 'node_modules', 'dclint', 'bin', 'dclint.cjs');
    // It exits with 1 where there is an error or a warning.
    await run(process.execPath, [dclint, '--max-warnings', '0', COMPOSE_FILE]);
  });

  (compose === undefined ? it.skip : it)(
    'docker compose reads the compose file, and asks for the key by name',
    async () => {
      const [program = '', ...args] = compose ?? [];
      const config = [...args, '-f', COMPOSE_FILE, 'config'];
      const services = await run(program, [...config, '--services'], { env: { ...process.env, ...VARIABLES } });
      expect(services.trim().split('\n').sort()).toEqual(['api', 'redis', 'snowflake', 'worker']);
      await expect(run(program, [...config, '--quiet'])).rejects.toThrow('FIRN_API_KEY_SHA256');
    },
  );

  it('every service of the compose file is hardened, and builds from a container file of ours or a tagged image', async () => {
    const { services } = await readCompose(VARIABLES);
    for (const service of Object.values(services)) {
      const image = await imageOf(service);
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
      expect(image?.user ?? service.user).toMatch(/^(?:1000:1000|redis)$/);
      expect(image !== undefined || /:\d/.test(service.image ?? '')).toBe(true);
    }
    await expect(readCompose({})).rejects.toThrow('FIRN_API_KEY_SHA256 is not set');
  });

  it("the compose file's own commands run a job, from the slim installs", async () => {
    const system = await ComposeRun.open(VARIABLES);
    try {
      const redis = await system.start('redis');
      const snowflake = await system.start('snowflake');
      const worker = await system.start('worker');
      const api = await system.start('api');
      expect(worker.processes).toHaveLength(2);
      for (const service of [redis, snowflake, worker, api]) await service.check();

      const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ profile: 'local', sql: 'select 6 * 7 as A' });
      const accepted = await fetch(`${api.url}${ROUTES.jobs}`, { method: 'POST', headers, body });
      expect(accepted.status).toBe(202);
      const { id } = JobView.parse(await accepted.json());
      const job = await fetch(`${api.url}${pathOf('job', id)}?wait=30000`, { headers });
      expect(await job.json()).toMatchObject({ state: 'succeeded' });
      const rows = await fetch(`${api.url}${pathOf('jobResult', id)}?format=ndjson`, { headers });
      expect(await rows.text()).toContain('42');

      await snowflake.processes[0]?.kill();
      await expect(snowflake.check()).rejects.toThrow('Command failed');
      // The others end by themselves when they are told to.
      expect(await system.stop()).toEqual([0, 0, 0, null, 0]);
    } finally {
      await system.stop();
    }
  }, 120_000);

  it('has a container file for each app, and no other', async () => {
    const files = (await readdir(join(ROOT, 'deploy'))).filter((file) => file.endsWith('.Dockerfile'));
    expect(files.sort()).toEqual(APPS.map((app) => `${app}.Dockerfile`).sort());
  });
});

/** Every `name@version` of a lock. */
async function lockedVersions(file: string): Promise<ReadonlySet<string>> {
  const { packages } = JSON.parse(await run('cat', [file])) as { packages: Record<string, { version?: string }> };
  return new Set(
    Object.entries(packages)
      .filter(([path]) => path.includes('node_modules/'))
      .map(
        ([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`,
      ),
  );
}
