import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { freePort } from '../../../scripts/system/ports.js';
import { type Service, startService } from '../../../scripts/system/service.js';
import { type Image, readImage } from './image.js';
import { folderOf, ROOT, run, scratchFolder } from './installed.js';

export const COMPOSE_FILE = join(ROOT, 'deploy', 'compose.yaml');

const ServiceText = z.object({
  image: z.string().optional(),
  build: z.object({ context: z.literal('..'), dockerfile: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  configs: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  deploy: z.object({ replicas: z.number() }).optional(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
});
export type ServiceText = z.infer<typeof ServiceText>;
const Compose = z.object({
  services: z.record(z.string(), ServiceText),
  configs: z.record(z.string(), z.object({ content: z.string() })),
});

/** The compose file, its variables set from `variables`. */
export async function readCompose(variables: Readonly<Record<string, string>>): Promise<z.infer<typeof Compose>> {
  const text = (await readFile(COMPOSE_FILE, 'utf8')).replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, kind: string | undefined, rest: string) => {
      const value = variables[name] ?? (kind === '-' ? rest : undefined);
      if (value === undefined) throw new Error(`${name} is not set: ${rest}`);
      return value;
    },
  );
  return Compose.parse(parse(text, { merge: true }));
}

export const imageOf = async ({ build }: ServiceText): Promise<Image | undefined> =>
  build && (await readImage(build.dockerfile));

interface RunningService {
  readonly name: string;
  readonly url: string;
  readonly processes: readonly Service[];
  /** Runs the service's own health check once; rejects where it fails. */
  check(): Promise<void>;
}

/**
 * Runs the services of the compose file as processes of this machine: their own commands, environments, files and health checks.
 * What containers give is given otherwise: /app is a slim install, volumes are folders, names of hosts are ports of the loopback.
 */
export class ComposeRun {
  private readonly ports = new Map<string, number>();
  private readonly started: Service[] = [];

  private constructor(
    private readonly compose: z.infer<typeof Compose>,
    private readonly folder: string,
  ) {}

  static async open(variables: Readonly<Record<string, string>>): Promise<ComposeRun> {
    const compose = await readCompose(variables);
    const opened = new ComposeRun(compose, await scratchFolder('compose'));
    for (const name of Object.keys(compose.services)) opened.ports.set(name, await freePort());
    return opened;
  }

  async start(name: string): Promise<RunningService> {
    const service = this.compose.services[name];
    if (service === undefined) throw new Error(`The compose file has no service ${name}.`);
    const image = await imageOf(service);
    await this.writeConfigs(service);
    const processes: Service[] = [];
    const checks: (readonly string[])[] = [];
    const port = this.ports.get(name) ?? 0;
    for (let replica = 0; replica < (service.deploy?.replicas ?? 1); replica += 1) {
      const ownPort = replica === 0 ? port : await freePort();
      const here = (text: string) => this.here(text, service, image?.port, ownPort);
      const [program = '', ...args] = image === undefined ? (service.command ?? []) : image.entrypoint;
      const environment = { ...image?.environment, ...service.environment };
      const process = await startService({
        name: `${name}-${replica + 1}`,
        command: program === 'node' ? globalThis.process.execPath : program,
        args: [...args.map(here), ...(name === 'redis' ? this.redisArguments(ownPort) : [])],
        env: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, here(value)])),
        logFile: join(this.folder, `${name}-${replica + 1}.log`),
        ready: /^ready |Ready to accept connections/,
      });
      processes.push(process);
      this.started.push(process);
      const [, ...redisCheck] = service.healthcheck?.test ?? [];
      checks.push(
        image === undefined
          ? [...redisCheck.slice(0, 1), '-p', String(ownPort), ...redisCheck.slice(1)]
          : image.healthcheck.map(here),
      );
    }
    return {
      name,
      url: `http://127.0.0.1:${port}`,
      processes,
      check: async () => {
        for (const [program = '', ...args] of checks) await run(program, args);
      },
    };
  }

  /** SIGTERM to each, those first that were started last; gives the exit codes. */
  async stop(): Promise<readonly (number | null)[]> {
    const codes: (number | null)[] = [];
    for (const process of this.started.splice(0).reverse()) codes.push(await process.stop());
    return codes;
  }

  /** What a text of the compose file or an image means on this machine. */
  private here(text: string, service: ServiceText, inside: number | undefined, port: number): string {
    let result = text;
    for (const [host, itsPort] of this.ports) {
      result = result.replaceAll(new RegExp(`//${host}:\\d+`, 'g'), `//127.0.0.1:${itsPort}`);
    }
    const app = /([^/]+)\.Dockerfile$/.exec(service.build?.dockerfile ?? '')?.[1];
    if (app !== undefined) result = result.replaceAll('node_modules/@firn/', `${folderOf(app)}/node_modules/@firn/`);
    if (inside !== undefined) result = result.replaceAll(new RegExp(`\\b${inside}\\b`, 'g'), String(port));
    for (const volume of service.volumes) {
      const [source = '', target = ''] = volume.split(':');
      if (result === target) result = join(this.folder, 'volumes', source);
    }
    return result.replaceAll('/etc/firn/', `${this.folder}/etc/`).replaceAll('0.0.0.0', '127.0.0.1');
  }

  /** A container has an address and a folder of its own; these say which they are here. */
  private redisArguments(port: number): string[] {
    return ['--port', String(port), '--bind', '127.0.0.1', '--dir', this.folder];
  }

  private async writeConfigs(service: ServiceText): Promise<void> {
    for (const { source, target } of service.configs) {
      const file = this.here(target, service, undefined, 0);
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, this.here(this.compose.configs[source]?.content ?? '', service, undefined, 0));
    }
  }
}
