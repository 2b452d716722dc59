/** Imports point one way: snowpark ← contract ← jobs, snowflake, results, client ← nest ← apps. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(libs|apps)/', pathNot: allowed },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Types may know each other; modules that run may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('snowpark-imports-nothing-of-ours', '^libs/snowpark/', '^libs/snowpark/', 'The domain is pure.'),
    {
      name: 'snowpark-runs-in-a-browser',
      comment: 'The domain and the client use no node-only module.',
      severity: 'error',
      from: { path: '^libs/(snowpark|client|contract)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'snowpark-knows-no-framework',
      severity: 'error',
      from: { path: '^libs/(snowpark|contract|client)/' },
      to: { path: 'node_modules/(@nestjs|bullmq|ioredis|snowflake-sdk)/' },
    },
    only(
      'contract-imports-snowpark',
      '^libs/contract/',
      '^libs/(snowpark/src/(?:internal/)?index|contract/)',
      'By its one door.',
    ),
    ...['jobs', 'snowflake', 'results', 'client'].map((lib) =>
      only(
        `${lib}-imports-inwards`,
        `^libs/${lib}/`,
        `^libs/(snowpark/src/(?:internal/)?index|contract/src/index|${lib}/)`,
        'Siblings do not know each other.',
      ),
    ),
    only(
      'nest-imports-inwards',
      '^libs/nest/',
      '^libs/((snowpark|contract|client|snowflake)/src/(?:(?:internal|arrow)/)?index|nest/)',
      'By their doors.',
    ),
    {
      name: 'only-nest-knows-nest',
      comment: 'Libraries other than @firn/nest belong to no framework.',
      severity: 'error',
      from: { path: '^libs/', pathNot: '^libs/nest/' },
      to: { path: 'node_modules/@nestjs/' },
    },
    only(
      'api-opens-no-snowflake',
      '^apps/api/',
      '^(libs/(snowpark|contract|jobs|results|nest)/src/(?:internal/)?index|apps/api/)',
      'The API never talks to Snowflake.',
    ),
    only(
      'worker-imports-libs',
      '^apps/worker/',
      '^(libs/(snowpark|contract|jobs|results|snowflake|nest)/src/(?:internal/)?index|apps/worker/)',
      'Apps know libs, by their doors.',
    ),
    only(
      'local-snowflake-stands-alone',
      '^apps/snowflake-local/',
      '^apps/snowflake-local/',
      'A shared bug could not be seen.',
    ),
    {
      name: 'one-file-touches-the-driver',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^libs/snowflake/src/connect/driver\\.ts$' },
      to: { path: 'node_modules/snowflake-sdk/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(libs|apps)/[^/]+/dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
