/** A setting, as the schema that reads it tells of it. */
interface Setting {
  readonly description?: string | undefined;
  safeParse(value: undefined): { readonly success: boolean; readonly data?: unknown };
}

/** What a process is, and the variables of its environment that decide what it does. */
export interface Usage {
  readonly program: string;
  /** One sentence. */
  readonly about: string;
  readonly settings: Readonly<Record<string, Setting>>;
}

/** What the process answers to --help. */
export function helpText({ program, about, settings }: Usage): string {
  const width = Math.max(...Object.keys(settings).map((name) => name.length));
  const lines = Object.entries(settings).map(
    ([name, setting]) => `  ${name.padEnd(width)}  ${setting.description ?? ''} ${standing(setting)}`,
  );
  return `${program}: ${about} Every setting is a variable of its environment.\n\n${lines.join('\n')}\n`;
}

/** What holds where nothing is set. */
function standing(setting: Setting): string {
  const unset = setting.safeParse(undefined);
  if (!unset.success) return '(required)';
  return unset.data === undefined ? '(unset)' : `(${String(unset.data)})`;
}
