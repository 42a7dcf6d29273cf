import { z } from 'zod';
import type { InboundSms, StatusReport } from '../channel.ts';
import { consentOf } from './consent.ts';
import { deliveryState } from './delivery-state.ts';
import { judgeDelivery } from './error-table.ts';

const sid = z.string().regex(/^(SM|MM)[0-9a-f]{32}$/, 'a message SID: SM and 32 hex digits');
const accountSid = z.string().regex(/^AC[0-9a-f]{32}$/, 'an account SID: AC and 32 hex digits');
const address = z.string().min(1).max(256);

/** Twilio adds fields without notice, so here alone unknown ones are let through (and dropped). */
const smsForm = z.object({
  MessageSid: sid,
  AccountSid: accountSid,
  From: address,
  To: address,
  Body: z.string().max(10_000).default(''),
  OptOutType: z.string().optional(),
});

const statusForm = z.object({
  MessageSid: sid,
  AccountSid: accountSid,
  MessageStatus: z.string().min(1).max(40),
  ErrorCode: z
    .string()
    .regex(/^\d{1,9}$|^$/, 'digits')
    .optional(),
});

const statusQuery = z.object({ d: z.string().min(1).max(512).optional() });

/** Which account and number are ours. */
export interface InboundOptions {
  readonly accountSid: string;
  /** Own number. Not compared when it is no E.164 number (a messaging service has many). */
  readonly from: string;
}

/** A webhook whose signature is right but which is not ours or not in the known form. */
export class WebhookFormError extends Error {
  override readonly name = 'WebhookFormError';
}

/** Names the fields at fault, never their values: they hold numbers and texts. */
const parsed = <T>(schema: z.ZodType<T>, input: unknown): T => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new WebhookFormError(`Webhook form not understood: ${faults.join('; ')}`);
};

const refuseForeign = (given: string, options: InboundOptions): void => {
  if (given !== options.accountSid) {
    throw new WebhookFormError('Webhook form: AccountSid is not the configured account');
  }
};

/** `whatsapp:+33…` and `rcs:…` name the transport; the person is the number behind it. */
const withoutTransport = (given: string): string => given.replace(/^(whatsapp|rcs):/, '');

const consentFrom = (type: string | undefined, body: string): InboundSms['consent'] => {
  if (type === 'STOP') return 'optOut';
  if (type === 'START') return 'optIn';
  return consentOf(body);
};

/**
 * Reads the form of an incoming text. Check the signature first.
 * @throws WebhookFormError when it is not ours or not in the known form
 */
export const readSms = (fields: unknown, options: InboundOptions): InboundSms => {
  const form = parsed(smsForm, fields);
  refuseForeign(form.AccountSid, options);
  const to = withoutTransport(form.To);
  if (options.from.startsWith('+') && to !== options.from) {
    throw new WebhookFormError('Webhook form: To is not the configured number');
  }
  const consent = consentFrom(form.OptOutType, form.Body);
  return {
    providerId: form.MessageSid,
    from: withoutTransport(form.From),
    to,
    body: form.Body,
    ...(consent === undefined ? {} : { consent }),
  };
};

/**
 * Reads the form of a status callback, with the dispatch its address carries. Check the signature
 * first.
 * @param query the parsed query string of the callback (`?d=<dispatch>`)
 * @throws WebhookFormError when it is not ours or not in the known form
 */
export const readStatus = (
  fields: unknown,
  query: unknown,
  options: InboundOptions,
): StatusReport => {
  const form = parsed(statusForm, fields);
  refuseForeign(form.AccountSid, options);
  const dispatch = parsed(statusQuery, query).d;
  const state = deliveryState(form.MessageStatus);
  const code = form.ErrorCode === '' ? undefined : form.ErrorCode;
  return {
    providerId: form.MessageSid,
    state,
    ...(dispatch === undefined ? {} : { dispatch }),
    ...(code === undefined ? {} : { errorCode: code }),
    ...(state === 'failed'
      ? { reason: judgeDelivery(code === undefined ? undefined : Number(code)) }
      : {}),
  };
};
