/** The OpenAPI document, made from the same route table that express runs. */
import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  extendZodWithOpenApi,
} from '@asteasolutions/zod-to-openapi';
import type { ResponseConfig, RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { ADMISSION } from './authorise.ts';
import type { AnswerDoc, Route } from './route.ts';

extendZodWithOpenApi(z);

const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    code: z.string().describe('Stable: branch on this.'),
    detail: z.string().optional(),
    errors: z.array(z.strictObject({ field: z.string(), detail: z.string() })).optional(),
    blockers: z.array(z.looseObject({ code: z.string() })).optional(),
  })
  .openapi('Problem');

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/** @param version of Tocsin */
export function describeApi(
  routes: readonly Route[],
  options: { readonly version: string; readonly publicUrl: string },
): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  const bearer = registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
  });
  const session = registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'tocsin',
  });
  const security = [{ [bearer.name]: [] }, { [session.name]: [] }];
  for (const route of routes) registry.registerPath(describeRoute(route, security));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Tocsin',
      version: options.version,
      description:
        'Durable crisis playbooks. Errors are RFC 9457 problems with a stable `code`. ' +
        'Instants are RFC 3339 UTC, durations ISO 8601.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: options.publicUrl }],
  });
}

function describeRoute(route: Route, security: RouteConfig['security']): RouteConfig {
  const isOpen = ADMISSION[route.id] === 'anyone';
  const params = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const hasKey = route.method === 'post' && route.ownIdempotency !== true;
  return {
    operationId: route.id,
    method: route.method,
    path: route.path,
    tags: [route.tag],
    summary: route.summary,
    security: isOpen ? [] : (security ?? []),
    request: {
      ...(params.length === 0
        ? {}
        : { params: z.object(Object.fromEntries(params.map((name) => [name, z.string()]))) }),
      ...(route.querySchema instanceof z.ZodObject ? { query: route.querySchema } : {}),
      ...(hasKey ? { headers: z.object({ 'Idempotency-Key': z.string().optional() }) } : {}),
      ...bodyOf(route),
    },
    responses: responsesOf(route, isOpen),
  };
}

function bodyOf(route: Route): object {
  if (route.takes === 'form') {
    const form = z.record(z.string(), z.string());
    return { body: { content: { 'application/x-www-form-urlencoded': { schema: form } } } };
  }
  if (route.bodySchema === undefined) return {};
  const required = !route.bodySchema.safeParse({}).success;
  return { body: { required, content: { 'application/json': { schema: route.bodySchema } } } };
}

function responsesOf(route: Route, isOpen: boolean): Record<string, ResponseConfig> {
  const refusals: Record<string, string> = {
    ...(isOpen ? {} : { 401: 'No key, or a wrong one.', 403: 'Not for this key.' }),
    ...(route.path.includes('{') ? { 404: 'There is nothing here.' } : {}),
    ...(route.tag === 'commands' ? { 409: 'Not as things stand; `code` says why.' } : {}),
    ...(route.method === 'get' ? {} : { 413: 'Too large.', 415: 'Not the expected type.' }),
    422: 'Fields at fault are named.',
    503: 'What this needs does not answer; ask again.',
  };
  const problems = Object.entries(refusals).map(([status, description]) => [
    status,
    { description, content: { 'application/problem+json': { schema: problemSchema } } },
  ]);
  const answers = Object.entries(route.answers).map(([status, doc]) => [status, describe(doc)]);
  return Object.fromEntries([...problems, ...answers]) as Record<string, ResponseConfig>;
}

function describe({ description, schema, type }: AnswerDoc): ResponseConfig {
  if (schema === undefined && type === undefined) return { description };
  const media = type ?? 'application/json';
  return { description, content: { [media]: { schema: schema ?? z.string() } } };
}
