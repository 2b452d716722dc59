import { ProblemError, pathOf, SessionId, SessionRequest, type SessionView, sessionStageName } from '@firn/contract';
import { type DurableSession, toSessionView } from '@firn/jobs';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Caller, type CallerIdentity } from '../access/caller.js';
import { Profiles } from '../access/profiles.js';
import { Stores } from '../store/stores.js';

/** Durable sessions: names under which temporary tables and a stage live on. They hold no connection to Snowflake. */
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    private readonly stores: Stores,
    private readonly profiles: Profiles,
  ) {}

  @Post()
  @HttpCode(201)
  async open(
    @Caller() { tenant }: CallerIdentity,
    @Body({ schema: SessionRequest }) { profile, idleTimeoutMs }: SessionRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    this.profiles.allowed(tenant, profile);
    const session = await this.stores.sessions.open(tenant, profile, idleTimeoutMs);
    reply.header('Location', pathOf('session', session.id));
    return this.show(session);
  }

  @Get(':id')
  async read(
    @Caller() { tenant }: CallerIdentity,
    @Param('id', { schema: SessionId }) id: SessionId,
  ): Promise<SessionView> {
    return this.show(await this.find(tenant, id));
  }

  /** No job may use it any more; a worker drops what it owns. Closing again changes nothing. */
  @Delete(':id')
  @HttpCode(202)
  async close(
    @Caller() { tenant }: CallerIdentity,
    @Param('id', { schema: SessionId }) id: SessionId,
  ): Promise<SessionView> {
    const { sessions, steps } = this.stores;
    const { state } = await this.find(tenant, id);
    if (state !== 'closed') {
      await sessions.beginClose(id);
      await (await steps.ready()).addSessionClose(id);
    }
    return this.show(await this.find(tenant, id));
  }

  private async find(tenant: string, id: SessionId): Promise<DurableSession> {
    const session = await this.stores.sessions.find(tenant, id);
    if (session === null) throw ProblemError.of('not_found', { detail: `There is no session ${id}.` });
    return session;
  }

  private show(session: DurableSession): SessionView {
    const scratchSchema = this.profiles.find(session.profile)?.scratchSchema ?? null;
    return toSessionView(session, scratchSchema === null ? null : `@${sessionStageName(scratchSchema, session.id)}`);
  }
}
