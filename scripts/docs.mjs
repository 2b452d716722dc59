import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runForeground } from './foreground.mjs';
import { root } from './set-up/root.mjs';
import { say } from './set-up/say.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);
const folder = join(root, 'docs');

/**
 * The documentation as a site, in docs/.vitepress/dist: its pages, and the reference of the libraries from their code. A link that
 * leads nowhere fails. `npm run docs -- serve` shows it.
 */
export async function main([action = 'build']) {
  if (!['build', 'serve'].includes(action))
    throw new Error('npm run docs builds the site, npm run docs -- serve shows it.');
  rmSync(join(folder, 'api'), { recursive: true, force: true });
  say('reading the libraries');
  const read = await runForeground(bin('typedoc'), ['--options', join(folder, 'typedoc.json')]);
  if (read !== 0) return read;
  const built = await runForeground(bin('vitepress'), ['build', folder]);
  if (built !== 0 || action === 'build') return built;
  return runForeground(bin('vitepress'), ['preview', folder]);
}
