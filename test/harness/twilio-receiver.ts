import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';

/** A webhook as it arrived. */
export interface ReceivedWebhook {
  readonly originalUrl: string;
  readonly signature: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Stands where Tocsin's API would, for tests of the provider's side alone. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** Statuses to answer with, first to last; 204 when used up. */
  readonly answers: number[];
  close(): Promise<void>;
}

export const startReceiver = async (): Promise<WebhookReceiver> => {
  const received: ReceivedWebhook[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = request.headers['x-twilio-signature'];
      received.push({
        originalUrl: request.url ?? '',
        signature: typeof signature === 'string' ? signature : undefined,
        fields: parse(Buffer.concat(chunks).toString('utf8')),
      });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
