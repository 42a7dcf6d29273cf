import { describe, expect, it } from '@jest/globals';
import { ADMISSION, isAdmitted } from './authorise.ts';
import type { ApiContext } from './context.ts';
import { apiRoutes } from './create-api.ts';
import { createMetrics } from './metrics.ts';
import { describeApi } from './openapi.ts';

// Routes are only listed here, none is run: nothing of the context is touched but its settings.
const context = {
  settings: { version: '0.1.0', publicUrl: 'http://127.0.0.1:8080' },
} as unknown as ApiContext;
const routes = apiRoutes(context, createMetrics());
const document = describeApi(routes, context.settings);

describe('the OpenAPI document', () => {
  it('describes every route of the router, and nothing else', () => {
    const described = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('names every operation once, and every part of an address', () => {
    const ids = routes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const text = JSON.stringify(document.paths?.['/v1/incidents/{id}/tasks/{task}/complete']);
    expect(text).toContain('"name":"task","in":"path"');
    expect(text).toContain('Idempotency-Key');
    expect(text).toContain('application/problem+json');
  });
});

describe('who may ask for what', () => {
  const TABLE: readonly [string, readonly string[]][] = routes.map(({ id }) => [
    id,
    (['administrator', 'coordinator', 'responder', 'reader'] as const).filter((access) =>
      isAdmitted(id, access),
    ),
  ]);

  it('has a row for every route and no row without one', () => {
    expect(Object.keys(ADMISSION).sort()).toEqual(routes.map(({ id }) => id).sort());
  });

  it('denies what has no row', () => {
    expect(isAdmitted('deleteEverything', 'administrator')).toBe(false);
    expect(isAdmitted('constructor', 'administrator')).toBe(false);
  });

  it('lets nobody without a key in, but to what needs none', () => {
    const open = routes.filter(({ id }) => isAdmitted(id, undefined)).map(({ id }) => id);
    expect(open.sort()).toEqual([
      'claimKey',
      'claimKeyPage',
      'healthz',
      'linkAct',
      'linkPage',
      'metrics',
      'openapi',
      'readyz',
      'twilioSms',
      'twilioStatus',
      'twilioVoice',
    ]);
  });

  it.each(TABLE)('keeps readers from deeds: %s', (id, admitted) => {
    const route = routes.find((candidate) => candidate.id === id);
    const isOpen = ADMISSION[id] === 'anyone';
    if (!isOpen && route?.method !== 'get') expect(admitted).not.toContain('reader');
    if (route?.tag === 'commands' && id !== 'appointRole') {
      expect(admitted).toEqual(['coordinator', 'responder']);
    }
  });

  it('lets administrators make keys, and nobody else', () => {
    expect(Object.fromEntries(TABLE)['createKey']).toEqual(['administrator']);
    expect(Object.fromEntries(TABLE)['revokeKey']).toEqual(['administrator']);
  });
});
