import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DefaultTheme, defineConfig } from 'vitepress';

const DOCS = join(import.meta.dirname, '..');
const API = '/api/';

/** The order of the pages; one that is not named here comes last. */
const ORDER = [
  'guide',
  'nightly',
  'recipes',
  'reference',
  'configuration',
  'local-snowflake',
  'nest',
  'production',
  'architecture',
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

export default defineConfig({
  title: 'Firn',
  description: 'Snowflake for TypeScript teams: Snowpark DataFrames, durable jobs and a local Snowflake',
  lang: 'en',
  cleanUrls: true,
  // A link that leads nowhere fails the build.
  ignoreDeadLinks: false,
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
