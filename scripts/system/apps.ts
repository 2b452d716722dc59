import { join } from 'node:path';
import { type Service, startService } from './service.js';

const root = join(import.meta.dirname, '..', '..');
const entry = (app: string) => join(root, 'apps', app, 'dist', 'main.js');

export interface Application extends Service {
  /** Address of the ready line; empty for an app that does not listen. */
  readonly url: string;
}

/** Starts one of our apps as it was built and waits until it says that it is ready. */
export async function startApplication(
  app: 'api' | 'worker' | 'snowflake-local',
  options: {
    readonly name?: string;
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly logFolder: string;
  },
): Promise<Application> {
  const name = options.name ?? app;
  const service = await startService({
    name,
    command: process.execPath,
    args: [entry(app), ...(options.args ?? [])],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...options.env },
    logFile: join(options.logFolder, `${name}.log`),
    ready: /^ready /,
  });
  return { ...service, url: service.readyLine.slice('ready '.length) };
}
