import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runForeground } from './foreground.mjs';
import { root } from './set-up/root.mjs';

/** Seconds that each Jest project may take on two cores; `npm test` as a whole has 20 minutes. */
const BUDGET_SECONDS = { unit: 120, redis: 120, engine: 180, driver: 120, flow: 240, chaos: 300 };

/** Runs every Jest project, one after the other, and ends with a table of time against budget. */
export async function main(args) {
  const chosen = args.length > 0 && args[0] in BUDGET_SECONDS ? [args.shift()] : Object.keys(BUDGET_SECONDS);
  const reports = mkdtempSync(join(tmpdir(), 'firn-test-'));
  const lines = [];
  let passed = 0;
  let failed = 0;
  let broken = false;
  for (const name of chosen) {
    const report = join(reports, `${name}.json`);
    const started = Date.now();
    const code = await runForeground(
      process.execPath,
      [
        join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
        ...args,
        '--selectProjects',
        name,
        '--passWithNoTests',
        '--forceExit',
        '--json',
        '--outputFile',
        report,
        ...(name === 'unit' ? ['--maxWorkers=2'] : ['--runInBand']),
      ],
      { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    );
    if (code === 130 || code === 143) return code;
    const seconds = (Date.now() - started) / 1000;
    const counts = read(report);
    passed += counts.passed;
    failed += counts.failed;
    broken ||= code !== 0;
    const over = seconds > BUDGET_SECONDS[name] ? '  OVER BUDGET' : '';
    lines.push(
      `${name.padEnd(10)}${String(counts.passed).padStart(7)}${String(counts.failed).padStart(8)}` +
        `${seconds.toFixed(1).padStart(10)} s${String(BUDGET_SECONDS[name]).padStart(8)} s${over}`,
    );
  }
  rmSync(reports, { recursive: true, force: true });
  process.stdout.write(`\nproject    passed  failed        time    budget\n${lines.join('\n')}\n\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return broken || failed > 0 ? 1 : 0;
}

function read(report) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 }; // Jest ended before it could report
  }
}
