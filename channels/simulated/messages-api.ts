import { type Request, type Response, Router, urlencoded } from 'express';
import { z } from 'zod';
import type { Exchange } from './exchange.ts';
import type { AnswerFault, Faults } from './faults.ts';
import { listJson, messageJson } from './message-json.ts';
import {
  INTERNAL,
  NOT_FOUND,
  OPTED_OUT,
  type Refusal,
  refuseForm,
  type SendForm,
  TOO_MANY,
  UNAUTHORIZED,
} from './refusals.ts';
import { sameSecret } from './same-secret.ts';
import type { SimulatedStore } from './store.ts';

export interface MessagesApiParts {
  readonly accountSid: string;
  readonly authToken: string;
  /** The number a messaging service sends from. */
  readonly serviceNumber: string;
  readonly store: SimulatedStore;
  readonly exchange: Exchange;
  readonly faults: Faults;
}

const text = z.string().optional();
const sendForm = z.object({
  To: text,
  From: text,
  MessagingServiceSid: text,
  Body: text,
  StatusCallback: text,
  ValidityPeriod: text,
});
const listQuery = z.object({
  To: text,
  From: text,
  Page: z.coerce.number().int().min(0).default(0),
  PageSize: z.coerce.number().int().min(1).max(1000).default(50),
  PageToken: text,
});

const refuse = (response: Response, refusal: Refusal): void => {
  const more = `https://www.twilio.com/docs/errors/${refusal.code}`;
  const { code, message, status } = refusal;
  response.status(status).json({ code, message, more_info: more, status });
};

const isAuthorized = (parts: MessagesApiParts, request: Request): boolean => {
  const given = request.get('authorization') ?? '';
  const expected = Buffer.from(`${parts.accountSid}:${parts.authToken}`).toString('base64');
  return sameSecret(given, `Basic ${expected}`);
};

/** Plays a fault as the answer. Hanging leaves the request open until the client gives up. */
const misbehave = (response: Response, fault: AnswerFault, retryAfterSeconds?: number): void => {
  switch (fault) {
    case 'unauthorized':
      refuse(response, UNAUTHORIZED);
      return;
    case 'tooManyRequests':
      if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds));
      refuse(response, TOO_MANY);
      return;
    case 'serverError':
      refuse(response, INTERNAL);
      return;
    case 'htmlUnavailable':
      response.status(503).type('html').send('<html><h1>503 Service Unavailable</h1></html>');
      return;
    case 'drop':
    case 'acceptThenDrop':
      response.socket?.destroy();
      return;
    case 'hang':
    case 'acceptThenHang':
      return;
  }
};

const isAfterAccepting = (fault: AnswerFault): boolean => fault.startsWith('accept');

const refuseSend = (parts: MessagesApiParts, form: SendForm): Refusal | undefined => {
  const refusal = refuseForm(form);
  if (refusal !== undefined) return refusal;
  return parts.store.phone(form.To ?? '').optedOut ? OPTED_OUT : undefined;
};

const create = (parts: MessagesApiParts, request: Request, response: Response): void => {
  const order = parts.faults.takeAnswer('send');
  if (order !== undefined && !isAfterAccepting(order.fault)) {
    misbehave(response, order.fault, order.retryAfterSeconds);
    return;
  }
  const form = sendForm.parse(request.body ?? {});
  const refusal = refuseSend(parts, form);
  if (refusal !== undefined) {
    refuse(response, refusal);
    return;
  }
  const taken = parts.exchange.accept({
    from: form.From ?? parts.serviceNumber,
    to: form.To ?? '',
    body: form.Body ?? '',
    statusCallback: form.StatusCallback,
    messagingServiceSid: form.MessagingServiceSid,
  });
  if (order !== undefined) {
    misbehave(response, order.fault);
    return;
  }
  response.status(201).json(messageJson(taken, parts.accountSid));
};

const list = (parts: MessagesApiParts, request: Request, response: Response): void => {
  const order = parts.faults.takeAnswer('list');
  if (order !== undefined) {
    misbehave(response, order.fault, order.retryAfterSeconds);
    return;
  }
  const query = listQuery.parse(request.query);
  const listing = {
    to: query.To,
    from: query.From,
    page: query.Page,
    pageSize: query.PageSize,
    pageToken: query.PageToken,
  };
  response.json(listJson(parts.store.texts(), listing, parts.accountSid));
};

/** Twilio's Messages resource: send, list, show one. */
export const createMessagesApi = (parts: MessagesApiParts): Router => {
  const router = Router();
  router.use((request, response, next) => {
    if (!isAuthorized(parts, request)) {
      refuse(response, UNAUTHORIZED);
      return;
    }
    next();
  });
  router.use(urlencoded({ extended: false, limit: '64kb' }));
  const base = `/Accounts/${parts.accountSid}`;
  router.post(`${base}/Messages.json`, (request, response) => create(parts, request, response));
  router.get(`${base}/Messages.json`, (request, response) => list(parts, request, response));
  router.get(`${base}/Messages/:sid.json`, (request, response) => {
    const found = parts.store.text(request.params.sid);
    if (found === undefined) {
      refuse(response, NOT_FOUND);
      return;
    }
    response.json(messageJson(found, parts.accountSid));
  });
  router.use((_request, response) => refuse(response, NOT_FOUND));
  return router;
};
