import { z } from 'zod';

const times = z.number().int().min(1).max(100_000).default(1);

/** How the REST interface may misbehave. `accept…` ones take the text first. */
const answerFault = z.enum([
  'unauthorized',
  'tooManyRequests',
  'serverError',
  'htmlUnavailable',
  'hang',
  'acceptThenHang',
  'drop',
  'acceptThenDrop',
]);
export type AnswerFault = z.infer<typeof answerFault>;

/** How a webhook may misbehave. `lost` ones are never posted, as after Twilio gave up. */
const webhookFault = z.enum(['duplicated', 'wrongSignature', 'lost']);
export type WebhookFault = z.infer<typeof webhookFault>;

/** How the mail server may misbehave: 550, 451, silence, or silence after it took the e-mail. */
const mailFault = z.enum(['rejected', 'deferred', 'hang', 'acceptThenHang']);
export type MailFault = z.infer<typeof mailFault>;

/** A fault to be played on the next `times` occasions of its kind. */
export const fault = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.enum(['send', 'list']),
    fault: answerFault,
    times,
    /** Goes with `tooManyRequests`. */
    retryAfterSeconds: z.number().min(0).optional(),
  }),
  z.strictObject({ on: z.literal('webhook'), fault: webhookFault, times }),
  /** The status callbacks of the next texts come last one first. */
  z.strictObject({ on: z.literal('callbackOrder'), fault: z.literal('reversed'), times }),
  z.strictObject({ on: z.literal('mail'), fault: mailFault, times }),
]);
export type Fault = z.infer<typeof fault>;
/** A fault as written by a caller: `times` may be left out. */
export type FaultOrder = z.input<typeof fault>;

type AnswerOrder = Extract<Fault, { fault: AnswerFault }>;

/** The faults still to be played. Each `take` uses up one occasion of the oldest of its kind. */
export interface Faults {
  add(order: FaultOrder): void;
  clear(): void;
  takeAnswer(on: 'send' | 'list'): AnswerOrder | undefined;
  takeWebhook(): WebhookFault | undefined;
  takeMail(): MailFault | undefined;
  /** Should the callbacks of this text come in reverse? */
  takeReversed(): boolean;
}

/** An empty queue of faults. */
export const createFaults = (): Faults => {
  let waiting: Fault[] = [];
  const take = <F extends Fault>(fits: (candidate: Fault) => candidate is F): F | undefined => {
    const next = waiting.find(fits);
    if (next === undefined) return undefined;
    next.times -= 1;
    waiting = waiting.filter((candidate) => candidate.times > 0);
    return next;
  };
  return {
    add: (order) => {
      waiting.push(fault.parse(order));
    },
    clear: () => {
      waiting = [];
    },
    takeAnswer: (on) => take((candidate): candidate is AnswerOrder => candidate.on === on),
    takeWebhook: () => take((candidate) => candidate.on === 'webhook')?.fault,
    takeMail: () => take((candidate) => candidate.on === 'mail')?.fault,
    takeReversed: () => take((candidate) => candidate.on === 'callbackOrder') !== undefined,
  };
};
