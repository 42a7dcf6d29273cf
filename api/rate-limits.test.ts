import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import type { Request, Response } from 'express';
import { writeProblem } from './app.ts';
import { Problem } from './problem.ts';
import { createRateLimits } from './rate-limits.ts';

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A door with the limits in front: the right key is `right`. */
async function open(trustProxyHops = 0): Promise<string> {
  const limits = createRateLimits();
  const app = express().set('trust proxy', trustProxyHops);
  app.use('/t', limits.links);
  app.post('/sign-in', limits.signIn, (request, response) => {
    response.sendStatus(request.get('x-key') === 'right' ? 204 : 401);
  });
  app.post('/webhooks/twilio/sms', (_request, response) => void response.sendStatus(204));
  app.get('/t/:token', (_request, response) => void response.send('a page'));
  app.get('/v1/people', async (request, response) => {
    if (request.get('x-key') !== 'right') await limits.failed(request, response);
    response.sendStatus(request.get('x-key') === 'right' ? 200 : 401);
  });
  app.use((error: unknown, _request: Request, response: Response, next: () => void) => {
    if (error instanceof Problem) writeProblem(response, error);
    else next();
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  // A listening TCP server has an address of this shape.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function knock(url: string, times: number, init: RequestInit = {}): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < times; n += 1) statuses.push((await fetch(url, init)).status);
  return statuses;
}

describe('how often one address may knock', () => {
  it('wrong keys at the sign-in are denied after twenty, with the time to wait', async () => {
    const url = `${await open()}/sign-in`;
    expect(new Set(await knock(url, 20, { method: 'POST' }))).toEqual(new Set([401]));
    const denied = await fetch(url, { method: 'POST' });
    expect(denied.status).toBe(429);
    expect(denied.headers.get('retry-after')).toBe('60');
    expect(denied.headers.get('content-type')).toContain('application/problem+json');
    expect(await denied.json()).toMatchObject({ code: 'too-many-requests', status: 429 });
  });

  it('right keys are not counted at the sign-in', async () => {
    const url = `${await open()}/sign-in`;
    const right = { method: 'POST', headers: { 'x-key': 'right' } };
    expect(new Set(await knock(url, 40, right))).toEqual(new Set([204]));
  });

  it('wrong keys in the API are denied, the right one never', async () => {
    const url = `${await open()}/v1/people`;
    const wrong = await knock(url, 61);
    expect(wrong.slice(0, 60).every((status) => status === 401)).toBe(true);
    expect(wrong.at(-1)).toBe(429);
    expect(await knock(url, 1, { headers: { 'x-key': 'right' } })).toEqual([200]);
  });

  it('links have a budget of their own, and webhooks none', async () => {
    const url = await open();
    const pages = await knock(`${url}/t/abc`, 301);
    expect(pages.slice(0, 300).every((status) => status === 200)).toBe(true);
    expect(pages.at(-1)).toBe(429);
    expect(await knock(`${url}/webhooks/twilio/sms`, 1, { method: 'POST' })).toEqual([204]);
  });

  it('a proxy’s word on the address is taken only as far as it is trusted', async () => {
    const from = (address: string) => ({
      method: 'POST',
      headers: { 'x-forwarded-for': address },
    });
    const open1 = `${await open(1)}/sign-in`;
    await knock(open1, 21, from('192.0.2.1'));
    expect(await knock(open1, 1, from('192.0.2.2'))).toEqual([401]);
    const open0 = `${await open()}/sign-in`;
    await knock(open0, 21, from('192.0.2.1'));
    expect(await knock(open0, 1, from('192.0.2.2'))).toEqual([429]);
  });
});
