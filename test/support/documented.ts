import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** A fenced block of the documentation, and what the comment before it says. */
export interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** The spec that runs it and its name there, or why none does; null where nothing is said. */
  readonly mark: { readonly by: string; readonly name: string } | { readonly not: string } | null;
}

const FENCE = /(?:<!-- (?<comment>.*?) -->\n)?^```(?<language>\w*)\n(?<code>[\s\S]*?)^```$/gm;

/** Every page that users read, by its path in the repository. */
export function pages(): readonly string[] {
  const below = (folder: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !/node_modules|(?:^|\/)\.|(?:^|\/)dist\/|^api\/@?/.test(name))
      .map((name) => join(folder, name));
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...['docs', 'libs', 'apps', 'examples'].flatMap(below)];
}

export const pageText = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

export function blocksOf(page: string): readonly Block[] {
  const text = pageText(page);
  return [...text.matchAll(FENCE)].map((found) => ({
    page,
    line: text.slice(0, found.index).split('\n').length,
    language: found.groups?.language ?? '',
    code: found.groups?.code ?? '',
    mark: markOf(found.groups?.comment),
  }));
}

/** The blocks that a spec runs, in their order on each page: `documented('flow/guide')`. */
export const documented = (spec: string): readonly (Block & { readonly name: string })[] =>
  pages().flatMap((page) =>
    blocksOf(page).flatMap((block) =>
      block.mark !== null && 'by' in block.mark && block.mark.by === spec ? [{ ...block, name: block.mark.name }] : [],
    ),
  );

function markOf(comment = ''): Block['mark'] {
  const [, by, name] = /^run by ([\w/-]+): ([\w -]+)$/.exec(comment) ?? [];
  if (by !== undefined && name !== undefined) return { by, name };
  const [, not] = /^not run: (.+)$/.exec(comment) ?? [];
  return not === undefined ? null : { not };
}
