import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { documented } from '../support/documented.js';
import { RIGHT } from './programs/right.js';
import { SHOWN } from './programs/shown.js';
import { GIVEN, WRONG } from './programs/wrong.js';

const root = join(__dirname, '../..');
const cases = join(__dirname, 'cases');

/** Programs that are in no file, by the name that they have for the compiler. */
type Texts = ReadonlyMap<string, string>;

const wholeText = (text: string | ts.DiagnosticMessageChain): string => ts.flattenDiagnosticMessageText(text, ' ');
/** What an editor shows at once. */
const firstLine = (text: string | ts.DiagnosticMessageChain): string =>
  typeof text === 'string' ? text : text.messageText;

/** What users of frames write: functions over them. */
const TAKERS =
  'declare const any: (frame: DataFrame) => void; declare const wide: (frame: DataFrame<{ ID: bigint }>) => void; declare const rows: (rows: Promise<readonly Row<{ ID: bigint }>[]>) => void;';

function options(): ts.CompilerOptions {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    { noEmit: true },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '));
      },
    },
  );
  if (config === undefined) throw new Error('tsconfig.json cannot be read.');
  return config.options;
}

function compile(
  files: readonly string[],
  written: Texts = new Map(),
  textOf = wholeText,
  also: ts.CompilerOptions = {},
): { problems: string[] } {
  const config = { ...options(), ...also };
  const program = ts.createProgram([...files, ...written.keys()], config, cachingHost(config, written));
  const problems = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const text = textOf(diagnostic.messageText);
    const { file, start } = diagnostic;
    if (file === undefined || start === undefined) return text;
    return `${file.fileName.slice(root.length + 1)}:${file.getLineAndCharacterOfPosition(start).line + 1} ${text}`;
  });
  return { problems };
}

const sources = new Map<string, ts.SourceFile | undefined>();

/** Both programs read the same libraries: each file is parsed once. */
function cachingHost(options: ts.CompilerOptions, written: Texts): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target, ...rest) => {
    const text = written.get(name);
    if (text !== undefined) return ts.createSourceFile(name, text, target);
    if (!sources.has(name)) sources.set(name, read(name, target, ...rest));
    return sources.get(name);
  };
  return host;
}

describe('the types of frames', () => {
  const files = readdirSync(cases).map((name) => join(cases, name));

  it('accept what is right and refuse what is wrong, line by line', () => {
    expect(compile(files).problems).toEqual([]);
  });

  // Instantiations do not depend on the machine, seconds do. An editor stays quick below these.
  it('cost little over a wide table', () => {
    const name = join(cases, 'chains.ts');
    const config = options();
    const program = ts.createProgram([name], config, cachingHost(config, new Map()));
    expect(program.getSemanticDiagnostics(program.getSourceFile(name))).toEqual([]);
    expect(program.getInstantiationCount()).toBeLessThan(INSTANTIATIONS);
  });

  // TypeScript 7 sorts the members of types that it computes, and so loses the order of columns.
  it('do not mix up columns in toDf where the compiler keeps no order', () => {
    const name = join(root, 'test/types/programs/order.ts');
    const programs = ["toDf('a', 'b').filter(col('a').eq('x'))", "toDf('a', 'b').filter(col('a').eq(1))"];
    const lines = programs.map((program) => `void orders.select('region', 'id').${program};`);
    const texts = new Map([[name, `${GIVEN}${lines.join('\n')}\nexport {};\n`]]);
    expect(compile([], texts).problems).toEqual([expect.stringContaining('Column A holds texts')]);
    expect(compile([], texts, wholeText, { stableTypeOrdering: true }).problems).toEqual([]);
  });
});

/** For twenty chains of nine steps over forty columns, what the functions of this library cost included. */
const INSTANTIATIONS = 85_000;

describe('an editor', () => {
  it('shows frames, columns and actions in few words', () => {
    const name = join(root, 'test/types/programs/shown.ts');
    const lines = SHOWN.map(([program], at) => `const shown${at} = ${program};`);
    const text = `${GIVEN}${lines.join('\n')}\nexport {};\n`;
    const host = cachingHost(options(), new Map([[name, text]]));
    const service = ts.createLanguageService({
      getCompilationSettings: options,
      getScriptFileNames: () => [name],
      getScriptVersion: () => '1',
      getScriptSnapshot: (file) => {
        const read = file === name ? text : ts.sys.readFile(file);
        return read === undefined ? undefined : ts.ScriptSnapshot.fromString(read);
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: host.fileExists,
      readFile: host.readFile,
    });
    const shown = SHOWN.map((_, at) => {
      const label = `const shown${at}`;
      const { displayParts } = service.getQuickInfoAtPosition(name, text.indexOf(label) + 'const '.length) ?? {};
      return ts.displayPartsToString(displayParts).slice(`${label}: `.length).replace(/\s+/g, ' ');
    });
    service.dispose();
    expect(shown).toEqual(SHOWN.map(([, says]) => says));
  });
});

describe('single programs', () => {
  const lines = [...WRONG.map(([program]) => program), ...RIGHT];
  const first = GIVEN.split('\n').length;
  const text = `${GIVEN}${TAKERS}\n${lines.map((line) => `void ${line};`).join('\n')}\nexport {};\n`;
  let said: ReadonlyMap<number, string>;
  beforeAll(() => {
    const name = join(root, 'test/types/programs/all.ts');
    const { problems } = compile([], new Map([[name, text]]), firstLine);
    said = new Map(
      problems.map((problem) => {
        const [, line = '', message = ''] = /^\S+:(\d+) (.*)$/s.exec(problem) ?? [];
        return [Number(line) - first - 1, message];
      }),
    );
  });

  it('are 80 that must not compile and 40 that must', () => {
    expect(WRONG.length).toBeGreaterThanOrEqual(80);
    expect(RIGHT.length).toBeGreaterThanOrEqual(40);
    expect([...said.keys()].filter((line) => line < 0)).toEqual([]);
  });

  it.each(WRONG.map(([program, says], at) => ({ program, says, at })))('refuses $program', ({ says, at }) => {
    expect(said.get(at)).toContain(says);
    expect(said.get(at)).not.toMatch(/typeMark|refMark|laterMark|clashMark|No overload/);
  });

  it.each(RIGHT.map((program, at) => ({ program, at: at + WRONG.length })))('takes $program', ({ at }) => {
    expect(said.get(at)).toBeUndefined();
  });
});

describe('the programs of the documentation', () => {
  const there = (name: string) => join(root, 'examples', `${name}.ts`);
  const given = `import type { Session } from '@firn/snowpark';\ndeclare const session: Session;\nexport {};\n`;

  it('compile as they stand there', () => {
    const parts = documented('flow/nightly').flatMap(({ language, code }) => (language === 'ts' ? [code] : []));
    const examples = documented('flow/guide').map(({ name, code }) => [there(`guide-${name}`), given + code] as const);
    const texts = new Map([...examples, [there('nightly'), parts.join('\n')]]);
    expect(texts.size).toBeGreaterThan(4);
    expect(compile([], texts).problems).toEqual([]);
  });
});
