import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { directSession } from '@firn/snowflake';
import { type Action, col, type DataFrame, UsageError } from '@firn/snowpark';
import { compileAction, encodeAction, parseAction } from '@firn/snowpark/internal';
import { startApplication } from '../scripts/system/apps.js';
import { localConnection } from '../scripts/system/local-connection.js';
import { DIRECT } from '../test/snowpark/offline.js';
import { type SnowparkFigures, snowparkPython } from './peers/snowpark.js';
import { CHAINS, chain, OTHERS } from './support/compile-cases.js';
import { percentiles } from './support/percentiles.js';

const ROUNDS = 5;
/** Short work is tried more often: other processes of the machine interrupt it. */
const ENOUGH_MS = 500;
const RATIO_ROUNDS = 20;
const LENGTHS = [1_000, 2_000, 5_000, 20_000];
const COLLECTS = 300;

const collected = ({ plan }: DataFrame): Action => ({ kind: 'collect', plan });
const rounded = (ms: number): number => Math.round(ms * 10) / 10;

/**
 * Milliseconds, the best of some rounds on a warm process; null beyond the budget of a plan. A round costs the lesser of its wall
 * time, which other processes lengthen, and of the CPU time of this one, which holds its helper threads too.
 */
function measure(work: () => unknown): number | null {
  let best = Number.POSITIVE_INFINITY;
  const begun = performance.now();
  for (let round = 0; round < ROUNDS || (round < 10 * ROUNDS && performance.now() - begun < ENOUGH_MS); round += 1) {
    const started = performance.now();
    const cpu = process.cpuUsage();
    try {
      work();
    } catch (error) {
      if (error instanceof UsageError && error.code === 'plan_too_large') return null;
      throw error;
    }
    const { user, system } = process.cpuUsage(cpu);
    best = Math.min(best, performance.now() - started, (user + system) / 1_000);
  }
  return best;
}

const compile = (frame: DataFrame): number | null => measure(() => compileAction(collected(frame), DIRECT));
const msOf = (best: number | null): number | null => (best === null ? null : rounded(best));
const ratioOf = (long: number, short: number): number => Math.round((long / short) * 100) / 100;

/**
 * What a frame costs against another one, in CPU time of as many rounds of both, in turns. The garbage of a short compilation is
 * collected in one of many rounds, which the best one never shows: here each pays its share.
 */
function ratioOfAll(long: DataFrame, short: DataFrame): number {
  const spent = { long: 0, short: 0 };
  const run = (what: keyof typeof spent, frame: DataFrame): void => {
    const cpu = process.cpuUsage();
    compileAction(collected(frame), DIRECT);
    const { user, system } = process.cpuUsage(cpu);
    spent[what] += user + system;
  };
  for (let round = 0; round < RATIO_ROUNDS; round += 1) {
    run('short', short);
    run('long', long);
  }
  return ratioOf(spent.long, spent.short);
}

const print = (name: string, what: string): boolean => process.stdout.write(`${name.padEnd(32)} ${what}\n`);

/**
 * Compiles long chains and wide plans. What a chain of twice the length costs should be about twice as much: `best` says it of the best
 * round of each, `all` of all rounds.
 */
function chains(): Record<string, object> {
  const results: Record<string, object> = {};
  for (const step of Object.values(CHAINS)) compile(chain(1_000, step));
  for (const [name, step] of Object.entries(CHAINS)) {
    const times = LENGTHS.map((steps) => compile(chain(steps, step)));
    const [short = null, long = null] = times;
    const best = short === null || long === null ? null : ratioOf(long, short);
    const all = ratioOfAll(chain(2_000, step), chain(1_000, step));
    results[name] = {
      ...Object.fromEntries(times.map((ms, at) => [`${LENGTHS[at]}`, msOf(ms)])),
      ratio: { best, all },
    };
    const shown = times.map((ms) => String(msOf(ms) ?? 'too large').padStart(10)).join('');
    print(name, `${shown} ms, 2000 to 1000: best round ${best}, all rounds ${all}`);
  }
  for (const [name, build] of Object.entries(OTHERS)) {
    const ms = msOf(compile(build()));
    results[name] = { ms };
    print(name, `${ms} ms`);
  }
  return results;
}

/** Building a chain, and its way through JSON. */
function stages(): Record<string, number | null> {
  const step = CHAINS['withColumn, bound'];
  if (step === undefined) throw new Error('There is no such chain.');
  const action = collected(chain(1_000, step));
  const json = JSON.stringify(encodeAction(action));
  const figures = {
    build: msOf(measure(() => chain(1_000, step))),
    encode: msOf(measure(() => JSON.stringify(encodeAction(action)))),
    parse: msOf(measure(() => parseAction(JSON.parse(json)))),
  };
  print(
    '1,000 withColumn, bound',
    `build ${figures.build} ms, to JSON ${figures.encode} ms, from JSON ${figures.parse} ms`,
  );
  return figures;
}

/** Bytes of heap that one step of a plan holds, with its column and expression. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const steps = 20_000;
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = chain(steps, (of, at) => of.withColumn(`x${at}`, col('a').plus(at)));
  collect();
  const bytes = Math.round((process.memoryUsage().heapUsed - before) / steps);
  if (kept.plan.kind !== 'with_columns') throw new Error('The chain is gone.');
  print('memory', `${bytes} bytes for each withColumn`);
  return bytes;
}

/** What the compiler of TypeScript takes for the programs of test/types: its own time, and how many types it had to compute. */
async function typeCheck(): Promise<{ readonly checkMs: number; readonly instantiations: number }> {
  const root = join(import.meta.dirname, '..');
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const project = join(import.meta.dirname, 'support', 'types.tsconfig.json');
  const { stdout } = await promisify(execFile)(tsc, ['-p', project, '--noEmit', '--extendedDiagnostics']);
  const figure = (name: string): number => {
    const [, value] = new RegExp(`^${name}: +([0-9.]+)s?$`, 'm').exec(stdout) ?? [];
    if (value === undefined) throw new Error(`tsc does not say its ${name}.`);
    return Number(value);
  };
  const figures = { checkMs: Math.round(figure('Check time') * 1_000), instantiations: figure('Instantiations') };
  print('types of test/types', `check ${figures.checkMs} ms, ${figures.instantiations} instantiations`);
  return figures;
}

/** The same frames on one local server, by Firn and by Snowpark Python. */
async function beside(): Promise<{ readonly collectP50: number; readonly python: SnowparkFigures | null }> {
  const folder = mkdtempSync(join(tmpdir(), 'firn-bench-'));
  const server = await startApplication('snowflake-local', {
    args: ['--port', '0', '--data', join(folder, 'data')],
    logFolder: folder,
  });
  try {
    const session = await directSession(localConnection(server.url));
    await session.sql('create or replace table bench_t as select 1 as a, 2 as b, 3 as c').collect();
    const frame = session.table('bench_t').filter(col('a').gt(0)).withColumn('d', col('b').plus(1));
    const times: number[] = [];
    const collect = async (rounds: number): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        const started = performance.now();
        await frame.collect();
        times.push(performance.now() - started);
      }
    };
    await collect(COLLECTS / 2);
    const python = await snowparkPython(server, COLLECTS);
    await collect(COLLECTS / 2);
    await session.close();
    const collectP50 = percentiles(times).p50;
    print('collect, p50', `${collectP50} ms${python === null ? '' : `, Snowpark Python ${python.collectP50} ms`}`);
    if (python === null)
      print('Snowpark Python', 'not measured: neither FIRN_BENCH_PYTHON nor python3 has snowflake-snowpark-python');
    else print('Snowpark Python', JSON.stringify(python));
    return { collectP50, python };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function run(): Promise<object> {
  const compiled = chains();
  return { ...compiled, stages: stages(), bytesPerStep: memory(), typeCheck: await typeCheck(), ...(await beside()) };
}
