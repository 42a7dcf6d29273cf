/** One entry of the route table: express, authorisation and the OpenAPI document are made from it. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Language } from '../domain/plan.ts';
import type { Caller } from './caller.ts';
import { fieldFaults, problem } from './problem.ts';

export type Method = 'get' | 'put' | 'post' | 'delete';

/** What a handler is given. */
export interface Call<Body, Query> {
  readonly caller: Caller;
  /** Parts of the address in braces. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** First of `Accept-Language` that Tocsin speaks. */
  readonly language: Language;
  readonly idempotencyKey: string | undefined;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly request: Request;
}

/** What a handler answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: unknown;
  /** Instead of JSON: a text of the type given in the headers. */
  readonly text?: string;
  /** Instead of a body: takes the response over (live events). */
  readonly stream?: (response: Response) => void;
  /** A success that a repeat must not be answered with, because it is not final. */
  readonly passing?: boolean;
}

export interface AnswerDoc {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** `application/json` when absent. */
  readonly type?: string;
}

/** A request as the router hands it over, nothing checked but the caller. */
export type RawCall = Omit<Call<unknown, unknown>, 'query' | 'body'> & {
  readonly query: unknown;
  readonly body: unknown;
};

interface RouteDoc {
  /** Names the operation in authorise.ts and in the OpenAPI document. */
  readonly id: string;
  readonly method: Method;
  /** With parameters in braces, for instance `/v1/people/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  /** How the body comes; JSON when absent. `form` is left to the handler to check. */
  readonly takes?: 'json' | 'form';
  /** Largest body in bytes; 64 kB when absent. */
  readonly limit?: number;
  /** Idempotency-Key does not apply: the caller is a machine or a page that has its own. */
  readonly ownIdempotency?: boolean;
}

/** What a resource file writes. */
export interface RouteSpec<Body, Query> extends RouteDoc {
  readonly body?: z.ZodType<Body>;
  readonly query?: z.ZodType<Query>;
  readonly handle: (call: Call<Body, Query>) => Promise<Answer>;
}

/** What the router runs. */
export interface Route extends RouteDoc {
  readonly bodySchema: z.ZodType | undefined;
  readonly querySchema: z.ZodType | undefined;
  readonly run: (raw: RawCall) => Promise<Answer>;
}

const NOTHING = z.strictObject({});

/** Checks query and body by their schemas, unknown members refused, before the handler sees them. */
export function route<Body = unknown, Query = unknown>(spec: RouteSpec<Body, Query>): Route {
  const { handle, body, query, ...doc } = spec;
  return {
    ...doc,
    bodySchema: body,
    querySchema: query,
    run: async (raw) => {
      const checkedQuery = check(query ?? NOTHING, raw.query, 'query');
      // Without a schema the type parameter is `unknown`, and an empty body is what is checked.
      const checkedBody =
        doc.takes === 'form' ? raw.body : check(body ?? NOTHING, raw.body ?? {}, '');
      return handle({ ...raw, query: checkedQuery as Query, body: checkedBody as Body });
    },
  };
}

function check(schema: z.ZodType, value: unknown, at: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw problem('invalid-request', { errors: fieldFaults(result.error, at) });
}

/** A part of the address; the router has matched it, so it is there. */
export function param(
  call: { readonly params: Readonly<Record<string, string>> },
  name: string,
): string {
  const value = call.params[name];
  if (value === undefined) throw problem('not-found');
  return value;
}
