import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { documented } from '../support/documented.js';
import { RIGHT } from './programs/right.js';
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

function compile(
  files: readonly string[],
  written: Texts = new Map(),
  textOf = wholeText,
): { problems: string[]; instantiations: number } {
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
  const host = cachingHost(config.options, written);
  const program = ts.createProgram([...files, ...written.keys()], config.options, host);
  const problems = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const text = textOf(diagnostic.messageText);
    const { file, start } = diagnostic;
    if (file === undefined || start === undefined) return text;
    return `${file.fileName.slice(root.length + 1)}:${file.getLineAndCharacterOfPosition(start).line + 1} ${text}`;
  });
  return { problems, instantiations: program.getInstantiationCount() };
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

  // Instantiations do not depend on the machine, seconds do. An editor stays quick below this.
  it('cost little over a wide table', () => {
    const { instantiations } = compile([join(cases, 'chains.ts')]);
    expect(instantiations).toBeLessThan(INSTANTIATIONS);
  });
});

const INSTANTIATIONS = 200_000;

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
    const parts = documented('flow/nightly').map(({ code }) => code);
    const examples = documented('flow/guide').map(({ name, code }) => [there(`guide-${name}`), given + code] as const);
    const texts = new Map([...examples, [there('nightly'), parts.join('\n')]]);
    expect(texts.size).toBeGreaterThan(4);
    expect(compile([], texts).problems).toEqual([]);
  });
});
