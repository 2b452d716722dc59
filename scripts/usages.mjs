/**
 * What may follow each command behind `--`, and what it does: told before anything is installed or built. The apps are not among them:
 * each knows its own arguments.
 */
export const usages = {
  demo: ['', 'The whole system once, and the examples through it. The exit code is 1 if a value is wrong.'],
  start: [
    '',
    `The whole system until Ctrl-C: Redis, a local Snowflake, an API and two workers. One that ends is started again.

  FIRN_API_PORT     port of the API, 3000
  FIRN_LOCAL_PORT   port of the local Snowflake, 8084
  FIRN_DATA_DIR     data, logs and the development key, .data of the checkout`,
  ],
  test: [
    '[PROJECT] [JEST ARGUMENT …]',
    `All tests, or those of one Jest project; more arguments go to Jest. Ends with a table of CPU time against budget.

  the projects      unit, redis, engine, driver, flow, hostile, chaos, packages`,
  ],
  'test:clients': ['', 'Official clients against a local Snowflake. Needs python3 with venv, or uv.'],
  'test:chaos': [
    '[JEST ARGUMENT …]',
    `The fault suite, longer than in npm test.

  FIRN_CHAOS_ROUNDS rounds of kills, 5
  FIRN_CHAOS_JOBS   jobs of the storm, 10000
  FIRN_CHAOS_HITS   how often each of its windows is hit, 20
  FIRN_CHAOS_SEED   what decides the order, by default a new one`,
  ],
  'test:long': [
    '[FILE …]',
    `Every property, or those of the files, with more runs, from a new seed that is printed.

  FIRN_PROPERTY_SCALE how many times the runs, 20
  FIRN_PROPERTY_SEED  the seed`,
  ],
  'test:nodes': [
    '[LINE …]',
    'The demo and the packed packages on lines of Node: 20.19, 22, 24 and 26, or those that are named.',
  ],
  'test:live': ['[JEST ARGUMENT …]', 'The examples on the account of FIRN_LIVE_PROFILE_FILE.'],
  check: ['', 'Format, lint, types, import directions, dead code.'],
  bench: ['[NAME] [ARGUMENT …]', 'One benchmark, which reads its own arguments; without a name the list.'],
  build: ['', 'Builds every package into its dist/.'],
  docs: ['[serve]', 'The documentation as a site, in docs/.vitepress/dist; `serve` shows it.'],
  pack: ['[FOLDER]', 'Tarballs of all packages, in the folder: packed/.'],
  slim: [
    'APP FOLDER',
    'Installs api, worker or snowflake-local into a folder, with what it needs to run and nothing else.',
  ],
  api: ['[FOLDER]', 'Writes the reports of the public API into the folder: api-reports/.'],
};

/** Hand on to others what they are given. */
const PASSES_ON = new Set(['test', 'test:chaos', 'test:long', 'test:live', 'bench']);

const typed = (command) => (command === 'test' || command === 'start' ? `npm ${command}` : `npm run ${command}`);

export function helpText(command) {
  const [takes, does] = usages[command];
  return `${typed(command)}${takes === '' ? '' : ` -- ${takes}`}\n\n${does}\n`;
}

/** Why a command does not take these arguments, or null. */
export function refusalOf(command, args) {
  if (!(command in usages) || PASSES_ON.has(command)) return null;
  const [takes] = usages[command];
  const strange = takes === '' ? args[0] : args.find((arg) => arg.startsWith('-'));
  if (strange === undefined) return null;
  return `${typed(command)} takes ${takes === '' ? 'no arguments' : takes}, and got ${strange}.`;
}
