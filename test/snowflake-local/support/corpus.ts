import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenize } from '../../../apps/snowflake-local/src/parse/lexer.js';

const FOLDER = join(__dirname, '..');
const FIRST_WORDS =
  /^\s*(?:select|with|insert|update|delete|merge|create|alter|drop|truncate|describe|show|copy|set|begin|declare|execute|call|explain|values|use|undrop|comment|list)\b/i;
/** What would go on, wait, or take the ground from under those that follow. */
const LEFT_OUT =
  /system\$wait|current_version|drop\s+(?:database|schema)|use\s+|warehouse|account|user|role|rowcount\s*=>\s*\d{5}|repeat\(.*\d{5}/i;

/** The statements that the tests of this folder send, each once: texts of their sources that read as one. */
export function statementCorpus(): readonly string[] {
  const statements = new Set<string>();
  for (const file of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(?:spec\.ts|txt)$/.test(file)) continue;
    for (const text of texts(readFileSync(join(FOLDER, file), 'utf8'))) {
      if (FIRST_WORDS.test(text) && text.length < 600 && !LEFT_OUT.test(text) && isText(text)) statements.add(text);
    }
  }
  return [...statements];
}

/** String literals of a TypeScript source; of `name | statement` lists what is behind the bar. */
function texts(source: string): readonly string[] {
  const literals = [...source.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\$]|\\.)*)`/g)];
  const lines = [...source.matchAll(/^[^|\n]+ \| (.+)$/gm)].map((match) => match[1] ?? '');
  return [...literals.map((match) => unescaped(match[1] ?? match[2] ?? match[3] ?? '')), ...lines];
}

const unescaped = (literal: string): string =>
  literal.replace(/\\([\s\S])/g, (_, mark) => (mark === 'n' ? '\n' : mark));

function isText(text: string): boolean {
  try {
    return tokenize(text).length > 2;
  } catch {
    return false;
  }
}
