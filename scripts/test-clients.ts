import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeDriver } from './clients/node-driver.js';
import { NOT_SUPPORTED } from './clients/not-supported.js';
import type { Outcome } from './clients/outcome.js';
import { pythonClient, pythonWithClients } from './clients/python.js';
import { samePrograms } from './clients/same-programs.js';
import { startApplication } from './system/apps.js';
import { interrupted } from './system/signals.js';

/**
 * Official clients, and the same programs in Snowpark Python and in ours, against a local Snowflake of their own: each check passes, fails, or is known not to be supported (which
 * is never counted as passed). The exit code is 1 when one fails, or when one passes that is said not to be supported.
 */
export async function main(): Promise<number> {
  const signal = interrupted();
  const python = await pythonWithClients(signal);
  const folder = mkdtempSync(join(tmpdir(), 'firn-clients-'));
  const outcomes: Outcome[] = [];
  try {
    const server = await startApplication('snowflake-local', {
      args: ['--port', '0', '--data', join(folder, 'data')],
      logFolder: folder,
    });
    try {
      outcomes.push(...(await nodeDriver(server.url)));
      for (const [script, client] of PYTHON_CLIENTS) {
        signal.throwIfAborted();
        outcomes.push(...(await pythonClient(python, script, client, server.url, signal)));
      }
      outcomes.push(...(await samePrograms(python, server.url, signal)));
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return report(outcomes);
}

const PYTHON_CLIENTS = [
  ['connector', 'snowflake-connector-python'],
  ['snowpark', 'snowflake-snowpark-python'],
] as const;

function report(outcomes: readonly Outcome[]): number {
  let [passed, failed, notSupported] = [0, 0, 0];
  for (const { client, check, error } of outcomes) {
    const name = `${client}: ${check}`;
    const reason = NOT_SUPPORTED[name];
    if (reason === undefined && error === undefined) {
      passed += 1;
      say(`passed         ${name}`);
    } else if (reason !== undefined && error !== undefined) {
      notSupported += 1;
      say(`not supported  ${name}: ${reason}`);
    } else {
      failed += 1;
      say(`FAILED         ${name}: ${error ?? 'it is listed as not supported, and passes: take it off the list'}`);
    }
  }
  for (const name of Object.keys(NOT_SUPPORTED)) {
    if (outcomes.some(({ client, check }) => name === `${client}: ${check}`)) continue;
    failed += 1;
    say(`FAILED         ${name}: it is listed as not supported, and there is no such check`);
  }
  say(`\n${passed} passed, ${failed} failed, ${notSupported} not supported`);
  return failed === 0 ? 0 : 1;
}

const say = (text: string) => process.stdout.write(`${text}\n`);
