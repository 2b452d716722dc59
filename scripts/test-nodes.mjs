import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runForeground } from './foreground.mjs';
import { root } from './set-up/root.mjs';
import { say } from './set-up/say.mjs';

/** Every line of Node that Firn runs on: the oldest that it takes, and each release line since. */
const LINES = ['20.19', '22', '24', '26'];
/** What is run on each: the whole system, and the packages as a user installs them. */
const COMMANDS = [['demo'], ['test', 'packages']];

/** Runs the demo and the tests of the packed packages on each line of Node, or on those that are named. */
export async function main(args) {
  const unknown = args.find((line) => !LINES.includes(line));
  if (unknown !== undefined) throw new Error(`Node ${unknown} is none of ${LINES.join(', ')}.`);
  const results = [];
  for (const line of args.length > 0 ? args : LINES) {
    const node = install(line);
    for (const command of COMMANDS) {
      say(`Node ${line}: npm run ${command.join(' ')}`);
      const code = await runForeground(node, [join(root, 'scripts', 'run.mjs'), ...command], {
        PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
      });
      if (code === 130 || code === 143) return code;
      results.push([line, command.join(' '), code]);
    }
  }
  process.stdout.write('\nnode      command          exit code\n');
  for (const [line, command, code] of results) {
    process.stdout.write(`${line.padEnd(10)}${command.padEnd(17)}${code}\n`);
  }
  return results.every(([, , code]) => code === 0) ? 0 : 1;
}

/** The newest release of a line, from its npm package; gives the path of its binary. */
function install(line) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules', '.cache', 'firn-nodes', line);
  const node = join(folder, 'node_modules', name, 'bin', 'node');
  if (existsSync(node)) return node;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${line}`], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0 || !existsSync(node)) throw new Error(`Node ${line} could not be installed as ${name}.`);
  return node;
}
