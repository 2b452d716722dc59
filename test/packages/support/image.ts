import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './installed.js';

/** What a container file says about the image it makes. */
export interface Image {
  readonly user: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
  readonly port: number;
  /** The instructions of its first stage. */
  readonly build: readonly string[];
}

/** Reads a container file of `deploy`; only its last stage is in the image. */
export async function readImage(file: string): Promise<Image> {
  const text = (await readFile(join(ROOT, file), 'utf8')).replaceAll(/\\\n\s*/g, '').replaceAll(/^#.*\n/gm, '');
  const lines = text.split('\n').filter((line) => line !== '');
  const stages = lines.flatMap((line, at) => (line.startsWith('FROM ') ? [at] : []));
  const image = lines.slice(stages.at(-1));
  const argumentsOf = (instruction: string) =>
    image.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));
  const list = (instruction: string): readonly string[] =>
    JSON.parse(/\[.*\]$/.exec(argumentsOf(instruction).at(-1) ?? '[]')?.[0] ?? '[]');
  return {
    user: argumentsOf('USER').at(-1),
    environment: Object.fromEntries(
      argumentsOf('ENV').flatMap((pairs) =>
        pairs.split(' ').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
      ),
    ),
    entrypoint: list('ENTRYPOINT'),
    healthcheck: list('HEALTHCHECK'),
    port: Number(argumentsOf('EXPOSE').at(-1)),
    build: lines.slice(0, stages.at(-1)),
  };
}
