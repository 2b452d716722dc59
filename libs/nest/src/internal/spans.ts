import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

// Without a provider, which `startTracing` registers, all of this does nothing and costs next to nothing.
const tracer = () => trace.getTracer('firn');

/** Where the current work belongs, as a W3C `traceparent`; null where nobody traces. */
export function traceContext(): string | null {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
}

/** The ID of the trace that a `traceparent` names: version, trace, span and flags, with dashes between. */
export const traceIdOf = (traceparent: string): string => traceparent.split('-')[1] ?? '';

/** What a line of the log says of the work that it belongs to. */
export function traceOfLine(): { readonly traceId?: string } {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? {} : { traceId: span.traceId };
}

interface SpanOptions {
  /** The `traceparent` that it belongs to. Left out: the work that is under way; null: nothing. */
  readonly parent?: string | null;
  readonly attributes?: Attributes;
  /** It is a call of another system. */
  readonly outward?: boolean;
}

/** Does some work as a span of its own: the error that it ends with is the span's. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const { attributes = {}, outward = false } = options;
  const settings = { attributes, kind: outward ? SpanKind.CLIENT : SpanKind.INTERNAL };
  return tracer().startActiveSpan(name, settings, contextOf(options.parent), async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** A span of what went on elsewhere, and is over. @param startedAt epoch milliseconds, as `endedAt` */
export function pastSpan(
  name: string,
  { parent, attributes = {} }: SpanOptions,
  startedAt: number,
  endedAt: number,
): void {
  const span = tracer().startSpan(name, { attributes, startTime: startedAt }, contextOf(parent));
  span.end(Math.max(startedAt, endedAt));
}

/**
 * Runs the rest of a request as a span, of the caller's trace where its headers name one.
 *
 * @returns the span, which whoever sees the end of the request ends
 */
export function spanOfRequest(
  name: string,
  headers: Readonly<Record<string, unknown>>,
  attributes: Attributes,
  work: () => void,
): Span {
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const span = tracer().startSpan(name, { attributes, kind: SpanKind.SERVER }, parent);
  context.with(trace.setSpan(parent, span), work);
  return span;
}

function contextOf(traceparent: string | null | undefined): Context {
  if (traceparent === undefined) return context.active();
  return traceparent === null ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent });
}
