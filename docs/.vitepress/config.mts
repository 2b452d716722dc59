import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DefaultTheme, defineConfig } from 'vitepress';

const DOCS = join(import.meta.dirname, '..');
const API = '/api/';

/** The order of the pages; one that is not named here comes last. */
const ORDER = [
  'guide',
  'nightly',
  'events',
  'recipes',
  'from-python',
  'from-sql',
  'types',
  'reference',
  'configuration',
  'local-snowflake',
  'nest',
  'production',
  'architecture',
  'dependencies',
];

const place = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** Every page of this folder, by its own heading. */
function pages(): DefaultTheme.SidebarItem[] {
  const names = readdirSync(DOCS)
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .map((file) => file.slice(0, -'.md'.length));
  return names
    .sort((a, b) => place(a) - place(b) || a.localeCompare(b))
    .map((name) => ({ text: headingOf(name), link: `/${name}` }));
}

function headingOf(name: string): string {
  const [, heading] = /^# (.+)$/m.exec(readFileSync(join(DOCS, `${name}.md`), 'utf8')) ?? [];
  if (heading === undefined) throw new Error(`${name}.md has no heading.`);
  return heading;
}

/** Written by typedoc beside the pages that it made. */
const apiSidebar = (): DefaultTheme.SidebarItem[] =>
  JSON.parse(readFileSync(join(DOCS, 'api', 'typedoc-sidebar.json'), 'utf8'));

/** Comments, and what typedoc writes into tables. Any other `<word>` of a page is meant as it stands. */
const MARKUP = /^<!--|^<\/?(?:a|br|code|li|p|ul)\b/;

export default defineConfig({
  title: 'Firn',
  description: 'Snowflake for TypeScript teams: Snowpark DataFrames, durable jobs and a local Snowflake',
  lang: 'en',
  cleanUrls: true,
  head: [['link', { rel: 'icon', href: 'data:,' }]], // else every browser asks for a file that is not there
  // A link that leads nowhere fails the build. Those into the rest of the repository are for its readers; a test follows them.
  ignoreDeadLinks: [/^(?:\.\/)?\.\.\//],
  markdown: {
    config: (md) => {
      for (const rule of ['html_inline', 'html_block']) {
        md.renderer.rules[rule] = (tokens, at) => {
          const text = tokens[at]?.content ?? '';
          return MARKUP.test(text) ? text : md.utils.escapeHtml(text);
        };
      }
    },
  },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide' },
      { text: 'Recipes', link: '/recipes' },
      { text: 'Reference', link: '/reference' },
      { text: 'API of the libraries', link: API },
    ],
    sidebar: { [API]: apiSidebar(), '/': pages() },
    outline: { level: [2, 3] },
    search: { provider: 'local' },
  },
});
