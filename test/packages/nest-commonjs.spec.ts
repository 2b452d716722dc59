import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startService } from '../../scripts/system/service.js';
import { type LocalSnowflake, startLocalSnowflake } from '../support/local-snowflake.js';
import { installedFresh, ROOT, run, tarball } from './support/installed.js';

const NEST = ['@nestjs/common@12', '@nestjs/core@12', '@nestjs/platform-express@12', 'reflect-metadata', 'rxjs@7'];

/** An own NestJS application as most are today: CommonJS, decorators, a session in the container of dependencies. */
const APPLICATION = `import 'reflect-metadata';
import { Controller, Get, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { directSession } from '@firn/snowflake';
import { col, type Session, sum } from '@firn/snowpark';

const session = () =>
  directSession({
    account: 'local',
    accessUrl: String(process.argv[2]),
    user: 'firn',
    auth: { kind: 'password', password: 'firn' },
    database: 'FIRN',
    schema: 'PUBLIC',
    warehouse: 'COMPUTE_WH',
  });

@Controller()
class Totals implements OnApplicationShutdown {
  constructor(@Inject('SESSION') private readonly session: Session) {}

  @Get('totals')
  async totals(): Promise<readonly { region: string; total: string }[]> {
    const orders = this.session.createDataFrame([['north', 10], ['south', 25], ['north', 7]], ['region', 'amount']);
    const rows = await orders.groupBy('region').agg(sum('amount').as('total')).sort(col('region')).collect();
    return rows.map((row) => ({ region: String(row.get('REGION')), total: String(row.get('TOTAL')) }));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.session.close();
  }
}

@Module({ controllers: [Totals], providers: [{ provide: 'SESSION', useFactory: session }] })
class Application {}

async function main(): Promise<void> {
  const app = await NestFactory.create(Application, { logger: false });
  app.enableShutdownHooks();
  await app.listen(0, '127.0.0.1');
  console.log('ready ' + (await app.getUrl()));
}
main();
`;

describe('an own NestJS application in CommonJS', () => {
  let folder: string;
  let snowflake: LocalSnowflake;
  beforeAll(async () => {
    const firn = ['snowpark', 'contract', 'snowflake'].map(tarball);
    folder = await installedFresh('nest-commonjs', [...firn, ...NEST, '@types/node@20']);
    snowflake = await startLocalSnowflake();
  }, 240_000);
  afterAll(() => snowflake?.stop());

  it('compiles strictly with the packages and answers a request with rows', async () => {
    await writeFile(join(folder, 'application.ts'), APPLICATION);
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2022',
      strict: true,
      skipLibCheck: false,
      types: ['node'],
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['application.ts'] }));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const said = await run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error.stdout);
    expect(said).toBe('');

    const application = await startService({
      name: 'nest-commonjs',
      command: process.execPath,
      args: [join(folder, 'application.js'), snowflake.url],
      env: {},
      logFile: join(folder, 'application.log'),
      ready: /^ready /,
    });
    try {
      const answer = await fetch(`${application.readyLine.slice('ready '.length)}/totals`);
      expect(await answer.json()).toEqual([
        { region: 'north', total: '17' },
        { region: 'south', total: '25' },
      ]);
    } finally {
      await application.stop();
    }
  }, 120_000);
});
