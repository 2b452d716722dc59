import { isEnded } from '@firn/contract';
import type { MachineEvent, MachineJob, Transition } from '@firn/jobs';
import { type Step, Violation } from './explore.js';
import type { Machine } from './machine.js';
import {
  type Bounds,
  HANDS,
  type Hand,
  type HandIndex,
  type Holding,
  IDLE,
  type Sending,
  type Statement,
  type Watched,
  type World,
} from './state.js';

/** All that may happen next in a world. */
export class Moves {
  private readonly steps: Step<World>[] = [];

  constructor(
    private readonly machine: Machine,
    private readonly bounds: Bounds,
    private readonly now: World,
  ) {}

  all(): readonly Step<World>[] {
    this.queueAndReconcile();
    this.endFromOutside();
    this.snowflake();
    for (const hand of HANDS) {
      this.work(hand);
      this.track(hand);
      this.crash(hand);
    }
    return this.steps;
  }

  private to(name: string, change: Partial<World>) {
    this.steps.push({ name, to: { ...this.now, ...change } });
  }

  /** Says an event. What nobody may ever see is a violation, whoever said it. */
  private say(event: MachineEvent): Transition {
    const { job } = this.now;
    const said = this.machine.transition(job, event);
    if (!said.changed) return said;
    const after = said.job;
    if (isEnded(job.state)) throw new Violation(`"${event.kind}" has changed a job that was ${job.state}`);
    if ('epoch' in event && event.epoch !== job.epoch)
      throw new Violation(`"${event.kind}" of epoch ${event.epoch} has changed a job of epoch ${job.epoch}`);
    if (after.epoch < job.epoch) throw new Violation('its epoch went back');
    const restarts = event.kind === 'resolve';
    if (job.wish !== 'none' && after.wish !== job.wish && !restarts)
      throw new Violation(`a wish of ${job.wish} became ${after.wish}`);
    return said;
  }

  /** Says what the holder of the current epoch did. It can be refused for nothing but a later claim, an end, or a review. */
  private sayAsHolder(event: MachineEvent & { readonly epoch: number }): Transition {
    const said = this.say(event);
    const { state, needsHandler } = this.now.job;
    if (state === 'needs_review') return said; // asked for from outside, when its time was over
    if (event.kind === 'build' && !needsHandler) return said; // another step has built it
    if (needsHandler && state !== 'submitting') return said; // nobody hosted it any more, and who builds has sent nothing
    if (!said.changed && said.refusal !== 'ended' && said.refusal !== 'stale_epoch')
      throw new Violation(
        `"${event.kind}" of whoever has the job in its ${this.now.job.state} was refused: ${said.refusal}`,
      );
    return said;
  }

  private nextStep({ needsHandler, epoch, state }: MachineJob): string {
    return `${state === 'storing' ? 'finish' : needsHandler ? 'build' : 'submit'}-${epoch}`;
  }

  private with(step: string): readonly string[] {
    return this.now.steps.includes(step) ? this.now.steps : [...this.now.steps, step].sort();
  }

  private without(step: string): readonly string[] {
    return this.now.steps.filter((one) => one !== step);
  }

  private hand(at: HandIndex, hand: Hand): Pick<World, 'hands'> {
    const { hands } = this.now;
    return { hands: at === 0 ? [hand, hands[1]] : [hands[0], hand] };
  }

  private watch(at: HandIndex, watched: Watched | null): Pick<World, 'watched'> {
    const { watched: both } = this.now;
    return { watched: at === 0 ? [watched, both[1]] : [both[0], watched] };
  }

  private statement(session: number, statement: Statement): Pick<World, 'statements'> {
    return { statements: this.now.statements.map((one, at) => (at === session ? statement : one)) };
  }

  /** Admission lets it out of its line and adds the step afterwards; a step that is missing the reconciler adds. */
  private queueAndReconcile() {
    const { job, steps } = this.now;
    if (isEnded(job.state)) return;
    const queued = this.say({ kind: 'queue' });
    if (queued.changed) this.to('it is let out of its line', { job: queued.job });
    if (job.needsHandler) {
      const waits = this.say({ kind: 'wait' });
      if (waits.changed)
        this.to('nobody hosts its handler', { job: waits.job, steps: this.without(this.nextStep(job)) });
    }
    const standsInLine = job.unresolved === 'none' && ['accepted', 'retrying'].includes(job.state) && !job.needsHandler;
    const carried = !standsInLine && !['running', 'waiting', 'needs_review'].includes(job.state);
    const lacksStep = !steps.includes(job.step) && !steps.includes(this.nextStep(job));
    if (carried && lacksStep) this.to('its step is added', { steps: this.with(this.nextStep(job)) });
  }

  /** Other jobs may read the same: it ends with one of them, goes on with the query of one, or leaves its own to one. */
  private shareWithEqualReads() {
    const { writes, statements, query } = this.now;
    if (writes) return;
    for (const outcome of ['succeeded', 'failed'] as const) {
      const said = this.say({ kind: 'share', outcome });
      if (said.changed) this.to(`an equal read has ${outcome}`, { job: said.job });
    }
    const taken = statements.length < this.bounds.sessions ? this.say({ kind: 'pass' }) : null;
    if (taken?.changed === true)
      this.to('it goes on with the query of an equal read', {
        ...{ job: taken.job, query: statements.length },
        statements: [...statements, 'running'],
      });
    const left = query >= 0 ? this.say({ kind: 'wish', by: 'user', passes: true }) : null;
    if (left?.changed === true && isEnded(left.job.state))
      this.to('an equal read goes on with its query', { job: left.job });
  }

  private endFromOutside() {
    const { job, statements, hands, timer, writes } = this.now;
    for (const by of ['user', 'timeout'] as const) {
      const said = this.say({ kind: 'wish', by });
      if (said.changed && said.job !== job) this.to(`${by} wants it to end`, { job: said.job });
    }
    this.shareWithEqualReads();
    if (job.wish === 'timeout' && timer === null && !isEnded(job.state)) {
      const mayWrite = job.unresolved === 'write' || (writes && this.now.intent >= 0);
      if (mayWrite) this.to('deadlines look', { timer: { epoch: job.epoch, act: 'review' } });
      else if (job.unresolved === 'none') this.to('deadlines look', { timer: { epoch: job.epoch, act: 'end' } });
    }
    if (timer !== null) {
      const { epoch, act } = timer;
      const said =
        act === 'review'
          ? this.say({ kind: 'need_review', epoch })
          : this.say({ kind: 'end', epoch, outcome: 'aborted', writes: false, resolved: false });
      this.to(`deadlines ${act}`, { timer: null, ...(said.changed && { job: said.job }) });
    }
    if (job.state !== 'needs_review') return;
    const committed = statements.includes('succeeded');
    const underWay = statements.includes('running') || hands.some(({ at }) => at === 'intended');
    if (underWay) return; // a person waits until it is known
    for (const outcome of committed ? (['succeeded'] as const) : (['failed', 'rerun'] as const)) {
      const said = this.say({ kind: 'resolve', outcome });
      if (said.changed)
        this.to(`a person says ${outcome}`, { job: said.job, ...(outcome === 'rerun' && { query: -1, intent: -1 }) });
    }
  }

  private snowflake() {
    this.now.statements.forEach((statement, session) => {
      if (statement !== 'running') return;
      this.to('the query succeeds', this.statement(session, 'succeeded'));
      this.to('the query fails', this.statement(session, 'failed'));
      if (this.now.job.wish !== 'none') this.to('the cancel arrives', this.statement(session, 'aborted'));
    });
  }

  /** Its memory is gone; the steps in its hands come again, and others see that it is dead. */
  private crash(at: HandIndex) {
    const { hands, watched, crashes } = this.now;
    if (crashes >= this.bounds.crashes || (hands[at].at === 'idle' && watched[at] === null)) return;
    this.to(`worker ${at} dies`, { ...this.hand(at, IDLE), ...this.watch(at, null), crashes: crashes + 1 });
  }

  private work(at: HandIndex) {
    const hand = this.now.hands[at];
    switch (hand.at) {
      case 'idle':
        return this.take(at);
      case 'claimed':
        return this.submitNew(at, hand);
      case 'intended':
        return this.post(at, hand);
      case 'answered':
        return this.recordQuery(at, hand);
      case 'unanswered':
      case 'looking':
        return this.lookForIt(at, hand);
      case 'fencing':
        return this.endSession(at, hand);
      case 'finishing':
        return this.finish(at, hand);
    }
  }

  private take(at: HandIndex) {
    const { job, steps } = this.now;
    for (const step of steps) {
      const [kind, epoch] = step.split('-');
      const said = this.say({ kind: kind === 'finish' ? 'store' : 'claim', step, stepEpoch: Number(epoch) });
      if (!said.changed) {
        this.to(`worker ${at} finds ${step} left over`, { steps: this.without(step) });
        continue;
      }
      if (said.job.epoch > this.bounds.claims) continue;
      const claimed = said.job.epoch;
      const next: Hand =
        kind === 'finish'
          ? { at: 'finishing', step, epoch: claimed }
          : { at: job.unresolved === 'none' ? 'claimed' : 'looking', step, epoch: claimed };
      this.to(`worker ${at} takes ${step}`, { job: said.job, ...this.hand(at, next) });
    }
  }

  private submitNew(at: HandIndex, hand: Holding<'claimed'>) {
    const { writes, statements } = this.now;
    const { epoch, step } = hand;
    if (step.startsWith('build')) {
      const built = this.sayAsHolder({ kind: 'build', epoch });
      this.to('its handler builds it', {
        ...{ ...(built.changed && { job: built.job }), ...this.hand(at, IDLE), steps: this.without(step) },
      });
      return this.putBack(at, hand, 'none');
    }
    this.end(at, hand, 'never_sent', true);
    this.putBack(at, hand, 'none');
    const released = this.sayAsHolder({ kind: 'release', epoch });
    if (released.changed)
      this.to('it is left to other workers', { job: released.job, ...this.hand(at, IDLE), steps: this.without(step) });
    if (statements.length >= this.bounds.sessions) return;
    const said = this.sayAsHolder({ kind: 'intend', epoch, writes });
    if (!said.changed)
      return this.to('its intent comes too late', { ...this.hand(at, IDLE), steps: this.without(step) });
    if (said.job.wish !== 'none') return; // it ends instead
    const session = statements.length;
    this.to('it is about to be sent', {
      ...{ job: said.job, intent: session, fenced: -1, query: -1, statements: [...statements, 'unsent'] },
      ...this.hand(at, { at: 'intended', step, epoch, session }),
    });
  }

  private post(at: HandIndex, hand: Sending<'intended'>) {
    const { statements } = this.now;
    const isOpen = statements[hand.session] === 'unsent';
    const after = isOpen ? this.statement(hand.session, 'running') : {};
    if (isOpen) this.to('it is sent', { ...after, ...this.hand(at, { ...hand, at: 'answered' }) });
    if (isOpen)
      this.to('it is sent, and the answer is lost', { ...after, ...this.hand(at, { ...hand, at: 'unanswered' }) });
    this.to('no answer comes', this.hand(at, { ...hand, at: 'unanswered' }));
  }

  private recordQuery(at: HandIndex, hand: Sending<'answered'>) {
    const said = this.sayAsHolder({ kind: 'submit', epoch: hand.epoch });
    const done = { ...this.hand(at, IDLE), steps: this.without(hand.step) };
    if (!said.changed) return this.to('its query ID comes too late', done);
    this.to('its query ID is recorded', { ...done, job: said.job, query: hand.session });
  }

  /** Reads the history of the session that the intent names. */
  private lookForIt(at: HandIndex, hand: Holding<'looking'> | Sending<'unanswered'>) {
    const { job, intent, fenced, statements, writes } = this.now;
    if (hand.epoch !== job.epoch || isEnded(job.state))
      return this.to('a look comes too late', { ...this.hand(at, IDLE), steps: this.without(hand.step) });
    this.putBack(at, hand, writes ? 'write' : 'read');
    const found = statements[intent];
    if (found === 'unsent' || found === 'closed') {
      if (!writes) return this.startOver(at, hand);
      const said = this.sayAsHolder({ kind: 'fence', epoch: hand.epoch });
      if (said.changed)
        this.to('its session is about to be ended', {
          job: said.job,
          fenced: intent,
          ...this.hand(at, { ...hand, at: 'fencing', session: intent }),
        });
      this.review(at, hand);
    } else if (found === 'aborted' && fenced === intent) this.startOver(at, hand);
    else if (found !== undefined) this.adopt(at, hand);
  }

  private endSession(at: HandIndex, hand: Sending<'fencing'>) {
    const statement = this.now.statements[hand.session];
    const after = statement === 'unsent' ? 'closed' : statement === 'running' ? 'aborted' : statement;
    if (after !== undefined)
      this.to('its session is ended', {
        ...this.statement(hand.session, after),
        ...this.hand(at, { at: 'looking', step: hand.step, epoch: hand.epoch }),
      });
    // Looked at again, a session that was closed by us gives nothing, or what was aborted by that.
    if (statement === 'closed') this.startOver(at, hand);
    this.review(at, hand);
  }

  private startOver(at: HandIndex, hand: Holding<string>) {
    const said = this.sayAsHolder({ kind: 'void', epoch: hand.epoch });
    if (said.changed)
      this.to('nothing of it can arrive any more', {
        job: said.job,
        intent: -1,
        ...this.hand(at, { at: 'claimed', step: hand.step, epoch: hand.epoch }),
      });
  }

  private adopt(at: HandIndex, hand: Holding<string>) {
    const said = this.sayAsHolder({ kind: 'submit', epoch: hand.epoch });
    if (said.changed)
      this.to('it is found, and adopted', {
        job: said.job,
        query: this.now.intent,
        ...this.hand(at, IDLE),
        steps: this.without(hand.step),
      });
  }

  private review(at: HandIndex, hand: Holding<string>) {
    const said = this.sayAsHolder({ kind: 'need_review', epoch: hand.epoch });
    if (said.changed)
      this.to('it needs a review', { job: said.job, ...this.hand(at, IDLE), steps: this.without(hand.step) });
  }

  /** The step that follows may never be added: the reconciler adds it, here always. */
  private putBack(at: HandIndex, hand: Holding<string>, unresolved: 'none' | 'read' | 'write') {
    const asIs = hand.at === 'finishing' ? [] : [{ kind: 'put_back_as_is', epoch: hand.epoch } as const];
    for (const event of [{ kind: 'put_back', epoch: hand.epoch, unresolved } as const, ...asIs]) {
      const said = this.sayAsHolder(event);
      if (!said.changed) continue;
      this.to(event.kind, { job: said.job, query: -1, ...this.hand(at, IDLE), steps: this.without(hand.step) });
    }
  }

  private end(
    at: HandIndex,
    hand: Holding<string>,
    outcome: 'never_sent' | 'succeeded' | 'failed' | 'aborted',
    resolved: boolean,
  ) {
    const said = this.sayAsHolder({ kind: 'end', epoch: hand.epoch, outcome, writes: this.now.writes, resolved });
    this.to(`it ends: ${outcome}`, {
      ...(said.changed && { job: said.job }),
      ...this.hand(at, IDLE),
      steps: this.without(hand.step),
    });
  }

  private finish(at: HandIndex, hand: Holding<'finishing'>) {
    const { job, query, statements } = this.now;
    if (hand.epoch !== job.epoch || isEnded(job.state))
      return this.to('storing comes too late', { ...this.hand(at, IDLE), steps: this.without(hand.step) });
    const delayed = this.sayAsHolder({ kind: 'delay', epoch: hand.epoch });
    if (delayed.changed)
      this.to('storing goes on later', { job: delayed.job, ...this.hand(at, IDLE), steps: this.without(hand.step) });
    const statement = statements[query];
    if (statement === 'succeeded' || statement === 'failed' || statement === 'aborted')
      this.end(at, hand, statement, false);
    // The service failed; what was rolled back runs again.
    if (statement === 'failed' && job.wish === 'none') this.putBack(at, hand, 'none');
  }

  private track(at: HandIndex) {
    const { job, query, watched, statements } = this.now;
    const instance = `w${at}`;
    const entry = watched[at];
    const other = at === 0 ? 1 : 0;
    if (job.hasQuery && entry === null && query >= 0) {
      const theirs = watched[other];
      const said = this.say({
        kind: 'watch',
        epoch: job.epoch,
        instance,
        watched: theirs !== null && theirs.epoch === job.epoch,
      });
      if (said.changed) {
        if (theirs !== null && theirs.epoch === job.epoch && job.owner === `w${other}`)
          throw new Violation('two watch one query');
        this.to(`worker ${at} watches it`, { job: said.job, ...this.watch(at, { epoch: job.epoch, session: query }) });
      }
      if (theirs === null && job.owner === `w${other}`) {
        const inherited = this.say({ kind: 'inherit', from: `w${other}`, instance });
        if (inherited.changed)
          this.to(`worker ${at} inherits it`, {
            job: inherited.job,
            ...this.watch(at, { epoch: job.epoch, session: query }),
          });
      }
    }
    if (entry === null) return;
    const isOver = job.state !== 'running' || job.epoch !== entry.epoch;
    if (isOver) {
      this.to(`worker ${at} lets go of it`, this.watch(at, null));
      return;
    }
    const phase = this.say({ kind: 'phase', instance });
    if (!phase.changed) throw new Violation('its owner may not say how far it is');
    const statement = statements[entry.session];
    if (statement === 'succeeded' || statement === 'failed' || statement === 'aborted')
      this.to(`worker ${at} adds its finish step`, { steps: this.with(`finish-${entry.epoch}`) });
    if ((statement === 'failed' || statement === 'aborted') && job.wish !== 'none' && !this.now.writes) {
      const said = this.say({ kind: 'end', epoch: entry.epoch, outcome: statement, writes: false, resolved: false });
      if (said.changed) this.to(`worker ${at} ends what was cancelled`, { job: said.job, ...this.watch(at, null) });
    }
  }
}
