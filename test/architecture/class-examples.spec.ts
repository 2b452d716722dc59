import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const libraries = join(__dirname, '../../libs');

/** Members whose example cannot run, and why. */
const WITHOUT_EXAMPLE: Readonly<Record<string, string>> = {
  'DataFrameReader.avro': 'the local Snowflake reads no Avro',
  'DataFrameReader.orc': 'the local Snowflake reads no ORC',
  'DataFrameReader.xml': 'the local Snowflake reads no files of XML',
};

/** The classes that users call, and the tables of their actions, by file. */
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  'client/client.ts': ['FirnClient'],
  'client/durable/kept-session.ts': ['KeptSession'],
  'client/firn-problem.ts': ['FirnProblem'],
  'snowpark/async/async-job.ts': ['AsyncJob'],
  'snowpark/column.ts': ['Column', 'CaseColumn'],
  'snowpark/dataframe.ts': ['DataFrame'],
  'snowpark/frame-actions.ts': ['FrameActions', 'FrameActionTable'],
  'snowpark/frame-definitions.ts': ['FrameDefinitions', 'FrameDefinitionTable'],
  'snowpark/frame-functions/analytics.ts': ['DataFrameAnalyticsFunctions'],
  'snowpark/frame-functions/na.ts': ['DataFrameNaFunctions'],
  'snowpark/frame-functions/stat.ts': ['DataFrameStatFunctions', 'StatActionTable'],
  'snowpark/frame-reshaping.ts': ['FrameReshaping'],
  'snowpark/grouped-dataframe.ts': ['GroupedDataFrame'],
  'snowpark/io/dataframe-reader.ts': ['DataFrameReader', 'ReaderActionTable'],
  'snowpark/io/dataframe-writer.ts': ['DataFrameWriter', 'WriterActionTable'],
  'snowpark/io/file-operation.ts': ['FileOperation', 'FileActionTable'],
  'snowpark/merge-clause.ts': ['MatchedClause', 'NotMatchedClause'],
  'snowpark/pivoted-frame.ts': ['PivotedFrame'],
  'snowpark/row.ts': ['Row'],
  'snowpark/session-builder.ts': ['SessionBuilder'],
  'snowpark/session.ts': ['Session'],
  'snowpark/session-statements.ts': ['SessionStatements', 'SessionActionTable'],
  'snowpark/table.ts': ['Table', 'TableActionTable'],
  'snowpark/window.ts': ['WindowSpec'],
};

/** What users call to have one of these, by file. */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  'client/durable/durable-session.ts': ['durableSession', 'jobApi'],
  'client/durable/kept-session.ts': ['keptSession'],
  'client/handler-job.ts': ['handlerJob'],
  'client/handlers.ts': ['defineHandler'],
};

function sourceOf(file: string): ts.SourceFile {
  const [library = '', ...path] = file.split('/');
  const text = readFileSync(join(libraries, library, 'src', ...path), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

const hasExample = (node: ts.Node): boolean => ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'example');

/** The public methods and getters of a class, and whether one of their declarations has an example. */
function membersOf(file: string, name: string): ReadonlyMap<string, boolean> {
  const named = sourceOf(file).statements.filter(
    (node): node is ts.ClassDeclaration | ts.InterfaceDeclaration =>
      (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) && node.name?.text === name,
  );
  const found = named.find(ts.isClassDeclaration) ?? named[0];
  if (found === undefined) throw new Error(`${file} has no class ${name}.`);
  const members = new Map<string, boolean>();
  for (const member of found.members) {
    const isShown =
      ts.isMethodDeclaration(member) ||
      ts.isGetAccessor(member) ||
      ts.isPropertySignature(member) ||
      ts.isMethodSignature(member);
    if (!isShown) continue;
    if (
      !ts.isIdentifier(member.name) ||
      (ts.isClassElement(member) &&
        ts.getCombinedModifierFlags(member) & ts.ModifierFlags.NonPublicAccessibilityModifier)
    )
      continue;
    if (ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal')) continue;
    members.set(member.name.text, members.get(member.name.text) === true || hasExample(member));
  }
  return members;
}

const unshown = (name: string, members: readonly (readonly [string, boolean])[]): readonly string[] =>
  members
    .filter(([member, shown]) => shown === (WITHOUT_EXAMPLE[`${name}.${member}`] !== undefined))
    .map(([member]) => member);

describe.each(Object.entries(CLASSES).flatMap(([file, names]) => names.map((name) => [name, file] as const)))(
  '%s',
  (name, file) => {
    it('shows each member that users call by an example', () => {
      const members = [...membersOf(file, name)];
      expect(unshown(name, members)).toEqual([]);
    });
  },
);

describe.each(Object.entries(FUNCTIONS).flatMap(([file, names]) => names.map((name) => [name, file] as const)))(
  '%s',
  (name, file) => {
    it('is shown by an example', () => {
      const named = sourceOf(file).statements.filter((node) =>
        ts.isVariableStatement(node)
          ? node.declarationList.declarations.some((one) => one.name.getText() === name)
          : ts.isFunctionDeclaration(node) && node.name?.text === name,
      );
      expect(named.map(hasExample)).toContain(true);
    });
  },
);
