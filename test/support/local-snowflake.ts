import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Application, startApplication } from '../../scripts/system/apps.js';

export interface LocalSnowflake {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** The running process; another one after `restart`. */
  readonly application: Application;
  /** Starts it again on the same port and data, after it was stopped or killed. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A local Snowflake process of the test's own, built into dist/, on a free port and a temporary data folder. */
export async function startLocalSnowflake(
  options: {
    readonly faults?: boolean;
    /** `--memory`. */
    readonly memory?: string;
    readonly env?: Readonly<Record<string, string>>;
    /** Holds `data` and the log; its owner removes it. Without it, one of its own. */
    readonly folder?: string;
  } = {},
): Promise<LocalSnowflake> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'firn-snowflake-'));
  const start = (port: number) =>
    startApplication('snowflake-local', {
      args: [
        ...['--port', String(port), '--data', join(folder, 'data')],
        ...(options.faults === true ? ['--faults'] : []),
        ...(options.memory === undefined ? [] : ['--memory', options.memory]),
      ],
      ...(options.env && { env: options.env }),
      logFolder: folder,
    });
  let application = await start(0);
  const port = Number(new URL(application.url).port);
  return {
    url: application.url,
    port,
    folder,
    get application() {
      return application;
    },
    restart: async () => {
      application = await start(port);
    },
    stop: async () => {
      await application.stop();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
