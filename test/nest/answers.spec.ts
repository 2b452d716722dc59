import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { FirnExceptionFilter, FirnModule, FirnStreamInterceptor, InjectDirectSession } from '@firn/nest';
import { col, Session } from '@firn/snowpark';
import { Controller, Get, type INestApplication, Module, UseInterceptors } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { tableFromIPC } from 'apache-arrow';
import { localConnection } from '../../scripts/system/local-connection.js';
import { queryHistory } from '../support/history.js';
import { type LocalSnowflake, startLocalSnowflake } from '../support/local-snowflake.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

@Controller('rows')
@UseInterceptors(FirnStreamInterceptor)
class RowsController {
  constructor(@InjectDirectSession() private readonly session: Session) {}

  @Get('small')
  small() {
    const rows = [
      [1, 'a "quoted", text', null, true],
      [2, '', 'x\ny', false],
    ];
    return this.session.createDataFrame(rows, ['n', 'text', 'more', 'flag']).sort('n');
  }

  @Get('empty')
  empty() {
    return this.session.createDataFrame([[1, 'a']], ['n', 'text']).filter('n > 1');
  }

  @Get('numbered')
  numbered() {
    return this.session.sql('select \'a\' as "2", \'b\' as "x", \'c\' as "1"');
  }

  @Get('slow')
  slow() {
    return this.session.sql('select system$wait(60)');
  }

  @Get('wrong')
  wrong() {
    return this.session.table('NO_SUCH_TABLE').select(col('a'));
  }

  @Get('plain')
  plain() {
    return { a: 1 };
  }
}

describe.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
] as const)('a DataFrame as the answer of a controller, on %s', (_, adapter) => {
  let snowflake: LocalSnowflake;
  let app: INestApplication;
  let url: string;
  beforeAll(async () => {
    snowflake = await startLocalSnowflake();
    @Module({
      imports: [FirnModule.forRoot({ direct: localConnection(snowflake.url) })],
      controllers: [RowsController],
      providers: [{ provide: APP_FILTER, useClass: FirnExceptionFilter }],
    })
    class AppModule {}
    app = await NestFactory.create(AppModule, adapter(), { logger: ['error'], abortOnError: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app?.close();
    await snowflake?.stop();
  });

  const get = (path: string, accept = '*/*') => fetch(`${url}/rows/${path}`, { headers: { accept } });

  it('is NDJSON, where nothing else is asked for', async () => {
    const response = await get('small');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(
      (await response.text())
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { N: 1, TEXT: 'a "quoted", text', MORE: null, FLAG: true },
      { N: 2, TEXT: '', MORE: 'x\ny', FLAG: false },
    ]);
  });

  it('is CSV, which tells NULL from an empty text', async () => {
    const response = await get('small', 'text/csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await response.text()).toBe('N,TEXT,MORE,FLAG\r\n1,"a ""quoted"", text",,true\r\n2,"","x\ny",false\r\n');
  });

  it('is an Arrow stream', async () => {
    const response = await get('small', 'application/vnd.apache.arrow.stream;q=0.9, text/csv;q=0.1');
    const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
    expect(table.schema.fields.map(({ name }) => name)).toEqual(['N', 'TEXT', 'MORE', 'FLAG']);
    expect(table.numRows).toBe(2);
  });

  it('refuses a format that there is not, by name', async () => {
    const response = await get('small', 'application/pdf');
    expect(response.status).toBe(406);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await response.json()).toMatchObject({ code: 'not_acceptable', path: 'header.Accept' });
  });

  it('is a problem where Snowflake refuses, before anything is sent', async () => {
    const response = await get('wrong');
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'snowflake_error', snowflake: { code: '002003' } });
  });

  it('lets every other value pass', async () => {
    expect(await (await get('plain')).json()).toEqual({ a: 1 });
  });

  it('has its columns where there are no rows', async () => {
    expect(await (await get('empty')).text()).toBe('');
    expect(await (await get('empty', 'text/csv')).text()).toBe('N,TEXT\r\n');
    const arrow = await (await get('empty', 'application/vnd.apache.arrow.stream')).arrayBuffer();
    const table = tableFromIPC(new Uint8Array(arrow));
    expect([table.numRows, table.schema.fields.map(({ name }) => name)]).toEqual([0, ['N', 'TEXT']]);
  });

  it('keeps the order of its columns, whatever they are called', async () => {
    expect(await (await get('numbered', 'text/csv')).text()).toBe('2,x,1\r\na,b,c\r\n');
  });

  it('cancels the query of a caller that has gone', async () => {
    const request = httpRequest(`${url}/rows/slow`).end();
    request.on('error', () => undefined);
    await once(request, 'finish');
    const status = async () => {
      const found = await queryHistory(snowflake.url, (row) => row.QUERY_TEXT === 'select system$wait(60)');
      return String(found[0]?.EXECUTION_STATUS);
    };
    await until('the query runs', async () => (await status()) === 'RUNNING');
    request.destroy();
    await until('the query is cancelled', async () => (await status()).startsWith('FAIL'));
  });
});
