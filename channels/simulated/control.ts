import { json, type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { fault, type FaultOrder } from './faults.ts';
import type { SimulatedMail, SimulatedText } from './records.ts';
import { sameSecret } from './same-secret.ts';

/** A simulated phone with its messages both ways, oldest first. */
export interface PhoneView {
  readonly number: string;
  readonly off: boolean;
  readonly optedOut: boolean;
  readonly texts: readonly SimulatedText[];
}

/** A simulated mailbox, oldest e-mail first. */
export interface MailboxView {
  readonly address: string;
  readonly mails: readonly SimulatedMail[];
}

/** What a person, or a test, can do with the simulated provider. */
export interface Controls {
  phones(): readonly PhoneView[];
  phone(number: string): PhoneView;
  mailboxes(): readonly MailboxView[];
  mailbox(address: string): MailboxView;
  /**
   * Sends a text from a phone to Tocsin. @returns its sid
   * @param to Tocsin's number; by default the one that last texted this phone
   */
  reply(from: string, body: string, to?: string): string;
  switchPhone(number: string, off: boolean): void;
  fail(order: FaultOrder): void;
  clearFaults(): void;
}

const number = z.string().regex(/^\+[1-9]\d{6,14}$/, 'an E.164 number like +33612345678');
const replyBody = z.strictObject({
  from: number,
  body: z.string().max(1600),
  to: number.optional(),
});
const numberBody = z.strictObject({ number });
const addressBody = z.strictObject({ address: z.string().min(3).max(320) });
const switchBody = z.strictObject({ number, off: z.boolean() });

/** Reads a body or answers 400 naming the fields at fault. */
const withBody =
  <T>(schema: z.ZodType<T>, act: (body: T) => unknown) =>
  (request: Request, response: Response): void => {
    const result = schema.safeParse(request.body);
    if (!result.success) {
      const errors = result.error.issues.map((issue) => ({
        field: issue.path.join('.'),
        detail: issue.message,
      }));
      response.status(400).json({ title: 'The request was not understood', status: 400, errors });
      return;
    }
    response.json(act(result.data) ?? {});
  };

const guard =
  (secret: string) =>
  (request: Request, response: Response, next: NextFunction): void => {
    if (sameSecret(request.get('authorization') ?? '', `Bearer ${secret}`)) {
      next();
      return;
    }
    response.status(401).json({ title: 'A bearer secret is needed', status: 401 });
  };

/** The controls over HTTP. Numbers and addresses travel in bodies, never in addresses. */
export const createControlApi = (controls: Controls, secret: string): Router => {
  const router = Router();
  router.use(guard(secret), json({ limit: '16kb' }));
  router.get('/phones', (_request, response) => void response.json(controls.phones()));
  router.get('/mailboxes', (_request, response) => void response.json(controls.mailboxes()));
  router.post(
    '/phone',
    withBody(numberBody, (body) => controls.phone(body.number)),
  );
  router.post(
    '/mailbox',
    withBody(addressBody, (body) => controls.mailbox(body.address)),
  );
  router.post(
    '/reply',
    withBody(replyBody, (body) => ({ sid: controls.reply(body.from, body.body, body.to) })),
  );
  router.post(
    '/phone/switch',
    withBody(switchBody, (body) => controls.switchPhone(body.number, body.off)),
  );
  router.post(
    '/faults',
    withBody(fault, (order) => controls.fail(order)),
  );
  router.delete('/faults', (_request, response) => {
    controls.clearFaults();
    response.json({});
  });
  return router;
};
