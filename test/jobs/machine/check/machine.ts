import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as contract from '@firn/contract';
import type { MachineEvent, MachineJob, Transition } from '@firn/jobs';
import { transformSync } from '@swc/core';

/** The module under check, or one made of its text with a guard taken out. */
export interface Machine {
  transition(job: MachineJob, event: MachineEvent): Transition;
}

const FOLDER = join(__dirname, '../../../../libs/jobs/src/machine');

export type MachineFile = 'transition.ts' | 'guards.ts' | 'end-state.ts';

export const textOf = (file: MachineFile): string => readFileSync(join(FOLDER, file), 'utf8');

/** The machine with another text in place of one of its files: the module as it is stays out of it. */
export function machineWith(file: MachineFile, text: string): Machine {
  const modules = new Map<string, { exports: Record<string, unknown> }>();
  const load = (path: string): Record<string, unknown> => {
    const known = modules.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(path, module);
    const source = path === join(FOLDER, file) ? text : readFileSync(path, 'utf8');
    const { code } = transformSync(source, {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    const require = (name: string) =>
      name === '@firn/contract' ? contract : load(join(dirname(path), name.replace(/\.js$/, '.ts')));
    new Function('require', 'module', 'exports', code)(require, module, module.exports);
    return module.exports;
  };
  return load(join(FOLDER, 'transition.ts')) as unknown as Machine;
}
