import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const sources = join(__dirname, '../../libs/snowpark/src');

/** The classes that users call, by file. */
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  'async/async-job.ts': ['AsyncJob'],
  'column.ts': ['Column', 'CaseColumn'],
  'dataframe.ts': ['DataFrame'],
  'frame-actions.ts': ['FrameActions'],
  'frame-definitions.ts': ['FrameDefinitions'],
  'frame-functions/analytics.ts': ['DataFrameAnalyticsFunctions'],
  'frame-functions/na.ts': ['DataFrameNaFunctions'],
  'frame-functions/stat.ts': ['DataFrameStatFunctions'],
  'frame-reshaping.ts': ['FrameReshaping'],
  'grouped-dataframe.ts': ['GroupedDataFrame'],
  'io/dataframe-writer.ts': ['DataFrameWriter'],
  'merge-clause.ts': ['MatchedClause', 'NotMatchedClause'],
  'pivoted-frame.ts': ['PivotedFrame'],
  'row.ts': ['Row'],
  'window.ts': ['WindowSpec'],
};

/** The public methods and getters of a class, and whether one of their declarations has an example. */
function membersOf(file: string, name: string): ReadonlyMap<string, boolean> {
  const text = readFileSync(join(sources, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = source.statements.find(
    (node): node is ts.ClassDeclaration => ts.isClassDeclaration(node) && node.name?.text === name,
  );
  if (found === undefined) throw new Error(`${file} has no class ${name}.`);
  const members = new Map<string, boolean>();
  for (const member of found.members) {
    if (!ts.isMethodDeclaration(member) && !ts.isGetAccessor(member)) continue;
    if (
      !ts.isIdentifier(member.name) ||
      ts.getCombinedModifierFlags(member) & ts.ModifierFlags.NonPublicAccessibilityModifier
    )
      continue;
    const tags = ts.getJSDocTags(member).map(({ tagName }) => tagName.text);
    if (tags.includes('internal')) continue;
    members.set(member.name.text, members.get(member.name.text) === true || tags.includes('example'));
  }
  return members;
}

describe.each(Object.entries(CLASSES).flatMap(([file, names]) => names.map((name) => [name, file] as const)))(
  '%s',
  (name, file) => {
    it('shows each member that users call by an example', () => {
      const members = [...membersOf(file, name)];
      expect(members.filter(([, shown]) => !shown).map(([member]) => member)).toEqual([]);
    });
  },
);
