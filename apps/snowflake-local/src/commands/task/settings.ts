import type { TaskEntry } from '../../catalog/entries.js';
import { objectMissing, SqlError, unsupported } from '../../errors.js';
import type { Option, OptionValue } from '../../parse/ast.js';
import { checkParameter, checkParameterName } from '../../session/parameter-rules.js';
import { countOption, flagOption, nameText, plainText, readOptions, textOption, withoutEffect } from '../options.js';
import type { StatementContext } from '../statement-context.js';

export type TaskSettings = Pick<
  TaskEntry,
  'comment' | 'warehouse' | 'schedule' | 'allowOverlapping' | 'config' | 'timeoutMs' | 'parameters' | 'properties'
>;

const HOUR_MS = 3_600_000;

export const NEW_TASK: TaskSettings = {
  comment: null,
  warehouse: null,
  schedule: null,
  allowOverlapping: false,
  config: null,
  timeoutMs: HOUR_MS,
  parameters: {},
  properties: {},
};

/** Properties that nothing here depends on, recorded as they are written. */
const RECORDED: readonly string[] = [
  'USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE',
  'SUSPEND_TASK_AFTER_NUM_FAILURES',
  'TASK_AUTO_RETRY_ATTEMPTS',
  'USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS',
  'TARGET_COMPLETION_INTERVAL',
  'SERVERLESS_TASK_MIN_STATEMENT_SIZE',
  'SERVERLESS_TASK_MAX_STATEMENT_SIZE',
  'LOG_LEVEL',
];

/** What options make of a task; one that is no property of tasks is a parameter of its sessions. */
export function taskSettings(
  options: readonly Option[],
  before: TaskSettings,
  context: StatementContext,
): TaskSettings {
  let settings = before;
  const set = (change: Partial<TaskSettings>): void => {
    settings = { ...settings, ...change };
  };
  const readers: Parameters<typeof readOptions>[1] = {
    COMMENT: (value, name) => set({ comment: textOption(value, name) }),
    WAREHOUSE: (value, name) => {
      const warehouse = value.kind === 'name' ? nameText(value) : textOption(value, name);
      if (context.catalog.warehouse(warehouse) === undefined) throw objectMissing('Warehouse', warehouse);
      set({ warehouse });
    },
    SCHEDULE: (value, name) => set({ schedule: scheduleText(textOption(value, name)) }),
    CONFIG: (value, name) => set({ config: configText(textOption(value, name)) }),
    ALLOW_OVERLAPPING_EXECUTION: (value, name) => set({ allowOverlapping: flagOption(value, name) }),
    USER_TASK_TIMEOUT_MS: (value, name) => set({ timeoutMs: countOption(value, name) }),
    ERROR_INTEGRATION: (_, name) => {
      throw unsupported(`${name} of a task`);
    },
    SUCCESS_INTEGRATION: (_, name) => {
      throw unsupported(`${name} of a task`);
    },
    'COPY GRANTS': withoutEffect,
    ...Object.fromEntries(
      RECORDED.map((property) => [
        property,
        (value: OptionValue, name: string) =>
          set({ properties: { ...settings.properties, [name]: plainText(value, name) } }),
      ]),
    ),
  };
  const parameters = options.filter(({ name }) => !Object.hasOwn(readers, name));
  readOptions(
    options.filter((option) => !parameters.includes(option)),
    readers,
    'TASK',
    context.text,
  );
  for (const { name, value } of parameters) {
    const plain = parameterValue(value, name);
    checkParameterName(name);
    checkParameter(name, plain);
    set({ parameters: { ...settings.parameters, [name]: plain } });
  }
  return settings;
}

function parameterValue(value: OptionValue, name: string): string | number | boolean {
  if (value.kind === 'boolean') return value.value;
  return value.kind === 'number' ? Number(value.text) : plainText(value, name);
}

/** What UNSET leaves of a task. */
export function withoutTaskSettings(before: TaskSettings, names: readonly string[]): TaskSettings {
  let settings = before;
  for (const name of names) {
    const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
    const { [name]: property, ...properties } = settings.properties;
    const { [name]: parameter, ...parameters } = settings.parameters;
    if (preset !== undefined) settings = { ...settings, ...preset };
    else if (property !== undefined || RECORDED.includes(name)) settings = { ...settings, properties };
    else if (parameter !== undefined) settings = { ...settings, parameters };
    else throw unsupported(`ALTER TASK ... UNSET ${name}`);
  }
  return settings;
}

const PRESETS: Readonly<Record<string, Partial<TaskSettings>>> = {
  COMMENT: { comment: NEW_TASK.comment },
  WAREHOUSE: { warehouse: NEW_TASK.warehouse },
  SCHEDULE: { schedule: NEW_TASK.schedule },
  CONFIG: { config: NEW_TASK.config },
  ALLOW_OVERLAPPING_EXECUTION: { allowOverlapping: NEW_TASK.allowOverlapping },
  USER_TASK_TIMEOUT_MS: { timeoutMs: NEW_TASK.timeoutMs },
};

const INTERVAL = /^\s*(\d+)\s*(?:s|second|m|minute|h|hour)s?\s*$/i;
/** Five fields and the name of a time zone. */
const CRON = /^\s*USING\s+CRON\s+(?:[\d*,/\-A-Z]+\s+){5}[\w/+-]+\s*$/i;

function scheduleText(written: string): string {
  const [, count = ''] = INTERVAL.exec(written) ?? [];
  if (Number(count) > 0 || CRON.test(written)) return written;
  throw new SqlError(
    '001008',
    '22023',
    `SQL compilation error:\ninvalid value [${written}] for parameter 'SCHEDULE': it is 'n MINUTE' or 'USING CRON <five fields> <time zone>'.`,
  );
}

/** A JSON object, as it is written. */
export function configText(written: string): string {
  try {
    const value: unknown = JSON.parse(written);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return written;
  } catch {
    // Refused below, as everything else is that is no object.
  }
  throw new SqlError('001008', '22023', `SQL compilation error:\ninvalid value [${written}] for parameter 'CONFIG'`);
}
