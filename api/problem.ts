/**
 * Every "no" of the HTTP API, as RFC 9457 has it. This is the only mapping of refusals and errors to
 * answers. Details name fields and rules, never the values given: they may be personal data.
 */
import type { z } from 'zod';
import { REFUSALS } from '../domain/incident/refusals.ts';
import type { Blocker, Refusal, RefusalCode } from '../domain/incident/refusals.ts';
import { StoreError } from '../store/store-error.ts';

/** One field at fault, by its path in the body, query or address. */
export interface FieldFault {
  readonly field: string;
  readonly detail: string;
}

/** `application/problem+json`. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable: clients branch on this. */
  readonly code: string;
  readonly detail?: string;
  readonly errors?: readonly FieldFault[];
  readonly blockers?: readonly Blocker[];
}

/** Problems of the edge itself; the core's stand in domain/incident/refusals.ts. */
const EDGE = {
  'not-authenticated': [401, 'An API key or a session is needed.'],
  'access-denied': [403, 'Your key does not allow this.'],
  'access-suspended': [403, 'This person’s access is suspended.'],
  'csrf-token-missing': [403, 'The request lacks the session’s CSRF token.'],
  'signature-invalid': [403, 'The signature is missing or wrong.'],
  'not-found': [404, 'There is nothing here.'],
  'incident-unknown': [404, 'There is no such incident.'],
  'person-not-found': [404, 'There is no such person.'],
  'key-unknown': [404, 'There is no such key.'],
  'playbook-unknown': [404, 'There is no such playbook, or no such version of it.'],
  'alarm-not-found': [404, 'There is no such alarm.'],
  'method-not-allowed': [405, 'This address does not answer that method.'],
  'no-contact': [409, 'The person has no contact that a link could be sent to.'],
  'claim-used': [410, 'This link has been used or has expired.'],
  'too-large': [413, 'The body is too large.'],
  'not-json': [415, 'The body must be application/json.'],
  'json-malformed': [400, 'The body is not valid JSON.'],
  'request-malformed': [400, 'The request could not be understood.'],
  'invalid-request': [422, 'Some fields are not as expected; see errors.'],
  'idempotency-key-reused': [422, 'The same Idempotency-Key came with another request before.'],
  'time-factor-live': [422, 'A time factor is for exercises only.'],
  'too-many-requests': [429, 'Too many requests from your address; wait as Retry-After says.'],
  'not-yet-available': [
    501,
    'This is described and not built yet; it comes with the next release.',
  ],
  'not-now': [503, 'What this needs does not answer at the moment; try again.'],
  'internal-error': [500, 'Something failed inside; nothing is known to have changed.'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

export type EdgeCode = keyof typeof EDGE;

/** Status of each of the core's refusals; one that is missing does not compile. */
const REFUSAL_STATUS: Readonly<Record<RefusalCode, 403 | 404 | 409 | 422 | 500>> = {
  'incident-closed': 409,
  'incident-not-closable': 409,
  'incident-not-active': 409,
  'already-active': 409,
  'already-stood-down': 409,
  'not-stood-down': 409,
  'not-resolved': 409,
  'task-unknown': 404,
  'task-ambiguous': 409,
  'task-closed': 409,
  'task-not-waivable': 409,
  'not-for-you': 403,
  'person-unknown': 422,
  'person-suppressed': 409,
  'person-required': 403,
  'role-unknown': 422,
  'role-excluded': 409,
  'ladder-unknown': 422,
  'fact-unknown': 422,
  'fact-mistyped': 422,
  'subject-unknown': 422,
  'subject-required': 422,
  'not-a-setter': 403,
  'source-required': 422,
  'second-source-needed': 409,
  'decision-unknown': 404,
  'option-unknown': 422,
  'form-invalid': 422,
  'form-required': 422,
  'decision-required': 409,
  'weak-proof': 403,
  'approval-unknown': 404,
  'approval-not-entitled': 403,
  'approval-same-person': 409,
  'request-not-entitled': 403,
  'event-unknown': 404,
  'time-past': 422,
  'not-an-exercise': 409,
  'alarm-unknown': 404,
  'access-denied': 403,
  'command-unknown': 422,
  'engine-fault': 500,
};

/** A "no" on its way out of a handler. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly body: ProblemBody;
  readonly headers: Readonly<Record<string, string>>;
  constructor(body: ProblemBody, headers: Readonly<Record<string, string>> = {}) {
    super(body.code);
    this.body = body;
    this.headers = headers;
  }
}

/** What may be said beside the code. */
export interface ProblemExtras {
  readonly detail?: string;
  readonly errors?: readonly FieldFault[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A problem of the edge. */
export function problem(code: EdgeCode, extras: ProblemExtras = {}): Problem {
  const [status, title] = EDGE[code];
  const { headers, ...rest } = extras;
  return new Problem({ type: typeOf(code), title, status, code, ...rest }, headers);
}

/** A refusal of the core as a problem. */
export function refused(refusal: Refusal): Problem {
  return new Problem({
    type: typeOf(refusal.code),
    title: REFUSALS[refusal.code],
    status: REFUSAL_STATUS[refusal.code],
    code: refusal.code,
    ...(refusal.fields === undefined
      ? {}
      : { errors: refusal.fields.map(({ path, message }) => ({ field: path, detail: message })) }),
    ...(refusal.blockers === undefined ? {} : { blockers: refusal.blockers }),
  });
}

/** Is this text one of the core's refusal codes? */
export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(REFUSALS, code);
}

/** What zod found, field by field. @param at where the fields stand, for instance `query` */
export function fieldFaults(error: z.ZodError, at = ''): readonly FieldFault[] {
  return error.issues.flatMap((issue) => {
    const path = [...(at === '' ? [] : [at]), ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: [...path, key].join('.'),
        detail: 'This field is not known here.',
      }));
    }
    return [{ field: path.join('.'), detail: issue.message }];
  });
}

/** Whatever was thrown, as a problem. `unexpected` asks for a line in the log. */
export function toProblem(error: unknown): {
  readonly problem: Problem;
  readonly unexpected: boolean;
} {
  if (error instanceof Problem) return { problem: error, unexpected: false };
  if (error instanceof StoreError && error.code === 'unavailable') {
    return {
      problem: problem('not-now', { detail: 'The database does not answer.', headers: RETRY }),
      unexpected: false,
    };
  }
  const parsing = parserProblem(error);
  if (parsing !== undefined) return { problem: parsing, unexpected: false };
  return { problem: problem('internal-error'), unexpected: true };
}

const RETRY = { 'Retry-After': '5' };

/** The body parser and the router throw http-errors: `status` and `type` are all that is used. */
function parserProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const type = 'type' in error ? error.type : undefined;
  if (type === 'entity.parse.failed') return problem('json-malformed');
  if (type === 'entity.too.large') return problem('too-large');
  const { status } = error;
  if (status === 415) return problem('not-json');
  if (status === 413) return problem('too-large');
  return typeof status === 'number' && status >= 400 && status < 500
    ? problem('request-malformed')
    : undefined;
}

function typeOf(code: string): string {
  return `urn:tocsin:problem:${code}`;
}
