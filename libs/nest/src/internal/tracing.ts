import { setTimeout as sleep } from 'node:timers/promises';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { StructuredLogger } from '../log/structured-logger.js';

/** How long the last spans may take, while a supervisor waits for the process to end. */
const LAST_SPANS_MS = 2_000;

/** The variables of OpenTelemetry that name where spans go. */
const ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const;

/**
 * Sends spans by OTLP over HTTP where the environment says where to; else nothing of it is loaded. All settings are OpenTelemetry's
 * own: `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`, `OTEL_EXPORTER_OTLP_HEADERS` and so on. Spans wait in a bounded queue: a collector
 * that is away costs spans, and nothing else.
 *
 * @returns how the last spans are sent
 */
export async function startTracing(
  service: string,
  environment: Readonly<Record<string, string | undefined>>,
  log: StructuredLogger,
): Promise<() => Promise<void>> {
  const endpoint = ENDPOINTS.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
  if (endpoint === undefined || environment.OTEL_SDK_DISABLED === 'true') return async () => undefined;
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const warn = (message: string) => log.warn({ trouble: message }, 'tracing has trouble');
  const silent = () => undefined;
  diag.setLogger({ error: warn, warn, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': environment.OTEL_SERVICE_NAME || service,
      'service.instance.id': `${process.pid}`,
    }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  log.info({ endpoint: new URL(endpoint).host }, 'traces are sent');
  return async () => {
    const sent = provider.shutdown().catch((error: unknown) => {
      log.warn({ err: error }, 'the last spans could not be sent');
    });
    await Promise.race([sent, sleep(LAST_SPANS_MS, undefined, { ref: false })]);
  };
}
