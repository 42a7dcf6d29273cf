import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What Prometheus reads. Labels are ids of routes and codes; nothing of a person or a case (law 6). */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  answered(route: string, status: number, seconds: number): void;
  /** A webhook that was handed on, dropped or refused. */
  webhook(kind: 'sms' | 'status', outcome: 'taken' | 'foreign' | 'refused' | 'failed'): void;
}

/** Buckets in seconds: a command is answered within five or becomes a Signal (design.md 5). */
const BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: 'tocsin_api_' });
  const requests = new Histogram({
    name: 'tocsin_http_request_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['route', 'status'] as const,
    buckets: BUCKETS,
    registers: [register],
  });
  const webhooks = new Counter({
    name: 'tocsin_webhooks_total',
    help: 'Webhooks by kind and outcome.',
    labelNames: ['kind', 'outcome'] as const,
    registers: [register],
  });
  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    answered: (route, status, seconds) =>
      requests.observe({ route, status: String(status) }, seconds),
    webhook: (kind, outcome) => webhooks.inc({ kind, outcome }),
  };
}
