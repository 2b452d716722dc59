import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** What a process of an app knows once everything is imported: maps of its CommonJS modules, and where an error of ours comes from. */
const told = (program: string) => `
import { enableSourceMapsAgain } from './dist/own-source-maps.js';
import './dist/${program}.js';
import { findSourceMap, createRequire } from 'node:module';
import { shardOfJob } from '@firn/contract';
enableSourceMapsAgain();
const loaded = Object.keys(createRequire(process.cwd() + '/').cache);
let stack = '';
try { shardOfJob(null); } catch (error) { stack = error.stack; }
console.log(JSON.stringify({ packages: loaded.length, maps: loaded.filter((file) => findSourceMap(file)).length, stack }));
`;

describe('source maps of an app', () => {
  it.each([
    ['api', 'server'],
    ['worker', 'start-worker'],
  ])('of %s are read for our own modules alone', (app, program) => {
    const args = ['--enable-source-maps', '--input-type=module', '--eval', told(program)];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: join(ROOT, 'apps', app), encoding: 'utf8' });
    expect(stderr).toBe('');
    const { packages, maps, stack } = JSON.parse(stdout);
    expect(packages).toBeGreaterThan(300);
    expect(maps).toBe(0);
    expect(stack).toMatch(/libs\/contract\/src\/.*\.ts:\d+/);
  });
});
