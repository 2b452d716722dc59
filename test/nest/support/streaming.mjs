// An application of a user's own that streams frames, as a process whose memory is nobody else's. Arguments: the adapter, and the options
// of its direct session. Run it with --expose-gc.
import 'reflect-metadata';
import { FirnModule, FirnStreamInterceptor, firnToken } from '@firn/nest';
import { Controller, Get, Inject, Query, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

const [adapter, direct] = process.argv.slice(2);

class Frames {
  constructor(session) {
    this.session = session;
  }

  rows(rows) {
    return this.session.sql(
      `select seq8() as n, repeat('x', 100) as t from table(generator(rowcount => ${Number(rows)}))`,
    );
  }

  /** Bytes that are held, after all that can go has gone. */
  held() {
    globalThis.gc();
    globalThis.gc(); // which waits until the buffers of the first one are given back
    const { heapUsed, external } = process.memoryUsage();
    return String(heapUsed + external);
  }
}
const decorate = (key, ...decorators) => {
  const descriptor = Object.getOwnPropertyDescriptor(Frames.prototype, key);
  for (const decorator of decorators) decorator(Frames.prototype, key, descriptor);
};
decorate('rows', Get('rows'), UseInterceptors(FirnStreamInterceptor));
Query('rows')(Frames.prototype, 'rows', 0);
decorate('held', Get('held'));
Inject(firnToken('direct'))(Frames, undefined, 0);
Controller()(Frames);

class Application {}

const app = await NestFactory.create(
  { module: Application, imports: [FirnModule.forRoot({ direct: JSON.parse(direct) })], controllers: [Frames] },
  adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(),
  { logger: false },
);
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
process.stdout.write(`ready ${await app.getUrl()}\n`);
