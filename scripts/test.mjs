import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runForeground } from './foreground.mjs';
import { root } from './set-up/root.mjs';
import { say } from './set-up/say.mjs';

/**
 * Seconds of CPU that each Jest project may take, its processes included; `npm test` as a whole has 20 minutes on two cores. Time
 * on the clock says how busy the machine is, and not what a project costs.
 */
const BUDGET_SECONDS = {
  unit: 105,
  redis: 720,
  engine: 415,
  driver: 95,
  flow: 350,
  hostile: 230,
  chaos: 175,
  packages: 310,
};

/**
 * Specs that run side by side. They share nothing: each starts the servers that it needs, on ports and in folders of their own. Where
 * they wait for those half of the time, more of them than there are cores keep these busy.
 */
const SIDE_BY_SIDE = { unit: 2, redis: 4, engine: 2, driver: 2, flow: 3, hostile: 2, chaos: 2, packages: 2 };

/** How long Jest may take to end after it has reported. */
const MOST_TO_END_MS = 15_000;
/** What Jest says of a process of its own that does not end after its last file, and of itself. */
const LEFT_OPEN = /failed to exit gracefully|Force exiting Jest/;
/** Enough of the end of what was said to find that in pieces. */
const LONGEST_SAID = 1_000;
/** Linux counts a second of CPU in as many, on every machine. */
const CLOCK_TICKS = 100;

/** The long fault suite: rounds of kills, jobs of the storm, and how often each of its windows is hit. */
const CHAOS = { FIRN_CHAOS_ROUNDS: '5', FIRN_CHAOS_JOBS: '10000', FIRN_CHAOS_HITS: '20' };
/** How much oftener the long form tries each property. */
const PROPERTY_SCALE = 20;

/** Runs every Jest project, one after the other, and ends with a table of CPU time against budget. */
export function main(args) {
  const chosen = args.length > 0 && args[0] in BUDGET_SECONDS ? [args.shift()] : Object.keys(BUDGET_SECONDS);
  return runProjects(chosen, args);
}

/** The fault suite, again and again. */
export function chaos(args) {
  const seed = process.env.FIRN_CHAOS_SEED ?? String(randomInt(1, 2 ** 31));
  const asked = Object.fromEntries(Object.entries(CHAOS).map(([name, usual]) => [name, process.env[name] ?? usual]));
  say(
    `the fault suite, ${Object.entries(asked)
      .map((pair) => pair.join('='))
      .join(' ')} FIRN_CHAOS_SEED=${seed}`,
  );
  return runProjects(['chaos'], args, { ...asked, FIRN_CHAOS_SEED: seed }, Number(asked.FIRN_CHAOS_HITS));
}

/** Every property in its full count, from a new seed that is printed; arguments name the files, without any: all. */
export function long(args) {
  const scale = process.env.FIRN_PROPERTY_SCALE ?? String(PROPERTY_SCALE);
  const seed = process.env.FIRN_PROPERTY_SEED ?? String(randomInt(1, 2 ** 31));
  say(
    `${scale} times the runs of each property, seed ${seed}; again with: FIRN_PROPERTY_SEED=${seed} npm run test:long`,
  );
  return runProjects(
    Object.keys(BUDGET_SECONDS),
    args.length > 0 ? args : propertySpecs(),
    { FIRN_PROPERTY_SCALE: scale, FIRN_PROPERTY_SEED: seed },
    Number(scale),
  );
}

/** The examples on the account of `FIRN_LIVE_PROFILE_FILE`; without one it says what to set. */
export async function live(args) {
  const file = process.env.FIRN_LIVE_PROFILE_FILE;
  if (!file || !existsSync(file)) {
    process.stderr.write(
      `${file ? `FIRN_LIVE_PROFILE_FILE is ${file}, which does not exist.` : 'FIRN_LIVE_PROFILE_FILE is not set.'}\n` +
        'It names a JSON file with one profile of a real account, for example\n' +
        '  {"name": "live", "account": "myorg-myaccount", "user": "FIRN_SERVICE", "role": "FIRN_ROLE", "warehouse": "FIRN_WH",\n' +
        '   "database": "FIRN_TEST", "auth": {"kind": "key_pair", "privateKey": "-----BEGIN PRIVATE KEY-----\\n…"}}\n' +
        '(or "auth": {"kind": "password", "password": "…"}). The role may use the warehouse and create schemas in the database.\n',
    );
    return 1;
  }
  return runForeground(process.execPath, [...jest('live'), ...args, '--runInBand'], QUIET);
}

const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
// A flag behind the name: else Jest takes whatever follows for more names.
const jest = (name) => [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--selectProjects', name, '--ci'];

async function runProjects(chosen, args, environment = {}, times = 1) {
  const reports = mkdtempSync(join(tmpdir(), 'firn-test-'));
  const lines = [];
  let passed = 0;
  let failed = 0;
  let broken = false;
  for (const name of chosen) {
    const report = join(reports, `${name}.json`);
    const started = Date.now();
    const cpuBefore = cpuSecondsOfChildren();
    const { code, leftOpen } = await runJest(
      [
        ...jest(name),
        ...args,
        '--passWithNoTests',
        '--json',
        '--outputFile',
        report,
        `--maxWorkers=${SIDE_BY_SIDE[name]}`,
        ...(process.stderr.isTTY ? ['--colors'] : []),
      ],
      { ...QUIET, ...environment },
      report,
    );
    if (code === 130 || code === 143) return code;
    const seconds = (Date.now() - started) / 1000;
    const cpuSeconds = cpuBefore === null ? null : cpuSecondsOfChildren() - cpuBefore;
    const counts = read(report);
    passed += counts.passed;
    failed += counts.failed;
    broken ||= code !== 0 || leftOpen;
    const budget = BUDGET_SECONDS[name] * times;
    const over = (cpuSeconds ?? seconds) > budget ? '  OVER BUDGET' : '';
    const open = leftOpen ? '  DID NOT END: something is left open' : '';
    lines.push(
      `${name.padEnd(10)}${String(counts.passed).padStart(7)}${String(counts.failed).padStart(8)}` +
        `${seconds.toFixed(1).padStart(10)} s${(cpuSeconds?.toFixed(1) ?? '?').padStart(9)} s${String(budget).padStart(8)} s${over}${open}`,
    );
  }
  rmSync(reports, { recursive: true, force: true });
  process.stdout.write(`\nproject    passed  failed        time        CPU    budget\n${lines.join('\n')}\n\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return broken || failed > 0 ? 1 : 0;
}

/** Runs Jest to its end. It ends by itself when nothing is left open; where something is, that is a fault, and it is ended. */
async function runJest(args, environment, report) {
  const stop = new AbortController();
  let reportedAt = null;
  let leftOpen = false;
  const watch = setInterval(() => {
    if (existsSync(report)) reportedAt ??= Date.now();
    if (reportedAt !== null && Date.now() - reportedAt > MOST_TO_END_MS) stop.abort();
  }, 500);
  let said = '';
  const heard = (piece) => {
    said = (said + piece).slice(-LONGEST_SAID);
    leftOpen ||= LEFT_OPEN.test(said);
  };
  const code = await runForeground(process.execPath, args, environment, { stop: stop.signal, heard });
  clearInterval(watch);
  return { code, leftOpen: leftOpen || stop.signal.aborted };
}

/** What processes that have ended below this one took, or null where the system does not tell. */
function cpuSecondsOfChildren() {
  try {
    // After the name in parentheses, which may hold anything: state is field 3, cutime and cstime are 16 and 17.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / CLOCK_TICKS;
  } catch {
    return null;
  }
}

/** The test files that try properties. */
function propertySpecs() {
  const folder = join(root, 'test');
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => join(folder, file))
    .filter((file) => readFileSync(file, 'utf8').includes("from 'fast-check'"))
    .map((file) => relative(root, file));
}

function read(report) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 }; // Jest ended before it could report
  }
}
