import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runForeground } from './foreground.mjs';
import { ensureBuild } from './set-up/build.mjs';
import { root } from './set-up/root.mjs';

/** Runs a TypeScript script of ours in this process; `main(args)` gives the exit code. */
const script = (file) => async (args) => {
  process.chdir(root);
  const { register } = await import('tsx/esm/api');
  register();
  const { main } = await import(file);
  return main(args);
};
const app = (name) => (args) => {
  const program = join(root, 'apps', name, 'dist', 'main.js');
  if (!existsSync(program)) throw new Error(`apps/${name} is not built. Build it first: npm run build`);
  return runForeground(process.execPath, ['--enable-source-maps', program, ...args]);
};

export const runs = {
  demo: script('./demo.ts'),
  start: script('./start.ts'),
  'start:local': app('snowflake-local'),
  'start:api': app('api'),
  'start:worker': app('worker'),
  test: async (args) => (await import('./test.mjs')).main(args),
  'test:clients': script('./test-clients.ts'),
  'test:chaos': async (args) => (await import('./test.mjs')).chaos(args),
  'test:long': async (args) => (await import('./test.mjs')).long(args),
  'test:live': async (args) => (await import('./test.mjs')).live(args),
  check: async () => (await import('./check.mjs')).main(),
  bench: script('./bench.ts'),
  pack: async (args) => (await import('./pack.mjs')).main(args),
  slim: async (args) => (await import('./slim.mjs')).main(args),
  docs: async (args) => (await import('./docs.mjs')).main(args),
  api: async (args) => (await import('./api-report.mjs')).main(args),
  'test:nodes': async (args) => (await import('./test-nodes.mjs')).main(args),
  build: async () => {
    ensureBuild();
    return 0;
  },
};

/** Run what was built, and never install or build: a process of production starts in seconds, and nothing changes below it. */
export const takesWhatIsThere = new Set(['start:api', 'start:worker']);
export const needsBuild = new Set([
  'demo',
  'start',
  'start:local',
  'test',
  'test:clients',
  'test:chaos',
  'test:long',
  'bench',
  'pack',
  'api',
  'docs',
  'slim',
]);
export const needsRedis = new Set(['demo', 'start', 'test', 'test:chaos', 'test:long', 'bench']);
