import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './set-up/root.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);
const CHECKS = [
  ['format and lint', bin('biome'), ['ci', '--error-on-warnings', '--colors=off', '.']],
  ['types', bin('tsc'), ['-p', 'tsconfig.json']],
  ['import directions', bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'apps', 'libs']],
  ['dead code', bin('knip'), []],
];

/** Format, lint, types, import directions, dead code: all of them run, so that one call shows everything. */
export function main() {
  let failed = 0;
  for (const [name, command, args] of CHECKS) {
    process.stdout.write(`\n== ${name}\n`);
    const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
    if (status !== 0) {
      failed += 1;
      process.stdout.write(`   ${name}: failed\n`);
    }
  }
  process.stdout.write(failed === 0 ? '\nAll checks passed.\n' : `\n${failed} of ${CHECKS.length} checks failed.\n`);
  return failed === 0 ? 0 : 1;
}
