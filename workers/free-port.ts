import { createServer } from 'node:net';

/**
 * A TCP port on loopback that is free now: `preferred` when that still is, so that the ports of the
 * last start are used again. Another process can take it before the caller does; then the child
 * that was to listen on it dies and its restart asks again.
 */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await tryListening(preferred)) !== undefined) return preferred;
  const port = await tryListening(0);
  if (port === undefined) throw new Error('No TCP port is free on 127.0.0.1');
  return port;
}

function tryListening(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const taken = typeof address === 'object' ? address?.port : undefined;
      server.close(() => resolve(taken));
    });
  });
}
