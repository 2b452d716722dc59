import { join } from 'node:path';
import { esmOnlyPackages } from './scripts/esm-only-packages.mjs';

const typescript = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};
const javascript = {
  swcrc: false,
  module: { type: 'commonjs' },
  jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } },
};
const esm = [...esmOnlyPackages(join(import.meta.dirname, 'node_modules'))]
  .map((name) => name.replace(/[.+]/g, '\\$&'))
  .join('|');

const base = {
  testEnvironment: 'node',
  rootDir: import.meta.dirname,
  modulePathIgnorePatterns: ['<rootDir>/(?:libs|apps)/[^/]+/dist/', '<rootDir>/.data/'],
  setupFiles: ['<rootDir>/test/support/property-set-up.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', typescript], '^.+\\.m?js$': ['@swc/jest', javascript] },
  transformIgnorePatterns: [`/node_modules/(?!(?:(?:@[^/]+/)?[^/]+/node_modules/)*(?:${esm})/)`],
  moduleNameMapper: {
    '^@firn/worker$': '<rootDir>/apps/worker/src/index.ts',
    '^@firn/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^@firn/([^/]+)/([^/]+)$': '<rootDir>/libs/$1/src/$2/index.ts',
    // A source of ours first: to look for what is not there costs three times as much as to find what is.
    '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'],
  },
};
const project = (displayName, ...folders) => ({
  ...base,
  displayName,
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.spec.ts`),
});

/** One Jest project per running system a test needs; `scripts/test.mjs` holds the time budget of each. */
export default {
  coverageProvider: 'v8',
  // Of a process that has run its last file, on two busy cores: what it left open lasts longer.
  workerGracefulExitTimeout: 10_000,
  // Processes are started and ended, and the long form tries more; no test asserts a time. Longer than whatever waits within a test: that
  // says what it has waited for.
  testTimeout: 120_000 * Number(process.env.FIRN_PROPERTY_SCALE ?? 1),
  projects: [
    project('unit', 'snowpark', 'contract', 'results', 'architecture', 'types'),
    project('redis', 'jobs', 'api', 'client', 'worker', 'nest'),
    project('engine', 'snowflake-local'),
    project('driver', 'snowflake'),
    project('flow', 'flow'),
    project('hostile', 'hostile'),
    project('chaos', 'chaos'),
    {
      ...project('packages', 'packages'),
      globalSetup: '<rootDir>/test/packages/support/pack-all.ts',
      globalTeardown: '<rootDir>/test/packages/support/remove-all.ts',
    },
    // A real account, so only when one is given.
    ...(process.env.FIRN_LIVE_PROFILE_FILE ? [project('live', 'live')] : []),
  ],
};
