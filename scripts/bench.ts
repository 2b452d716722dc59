import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'bench');

/** Runs one benchmark of bench/, which prints its figures and, as its last line, one JSON object; no name: the list. */
export async function main([name, ...args]: readonly string[]): Promise<number> {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.bench.ts'))
    .map((file) => file.slice(0, -'.bench.ts'.length));
  if (name === undefined) {
    process.stdout.write(`${names.map((known) => `npm run bench -- ${known}`).join('\n')}\n`);
    return 0;
  }
  if (!names.includes(name)) {
    process.stderr.write(`No benchmark ${name}. There are: ${names.join(', ')}.\n`);
    return 2;
  }
  const { run } = (await import(join(folder, `${name}.bench.ts`))) as { run(args: readonly string[]): Promise<object> };
  const figures = await run(args);
  process.stdout.write(`${JSON.stringify({ benchmark: name, ...figures })}\n`);
  return 0;
}
