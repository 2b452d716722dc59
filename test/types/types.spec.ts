import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { documented } from '../support/documented.js';

const root = join(__dirname, '../..');
const cases = join(__dirname, 'cases');

/** Programs that are in no file, by the name that they have for the compiler. */
type Texts = ReadonlyMap<string, string>;

function compile(files: readonly string[], written: Texts = new Map()): { problems: string[]; instantiations: number } {
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
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
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

const INSTANTIATIONS = 130_000;

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
