import { WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { homeAddress } from '../../domain/conversation/home-address.ts';
import type { HomeAddress } from '../../domain/conversation/home-address.ts';
import { normaliseAddress } from '../../domain/people/person.ts';
import type { Directory, Person } from '../../domain/people/person.ts';
import { WebhookFormError, readSms, readStatus } from '../../channels/twilio/inbound.ts';
import { isSignedByTwilio } from '../../channels/twilio/signature.ts';
import { conversationOfDispatch, routeInbound } from '../../workflows/inbound-routing.ts';
import type { InboundRoute } from '../../workflows/inbound-routing.ts';
import { deliverySignal } from '../../workflows/messages.ts';
import type { ApiContext } from '../context.ts';
import type { Metrics } from '../metrics.ts';
import { problem } from '../problem.ts';
import { route } from '../route.ts';
import type { Answer, Call, Route } from '../route.ts';

/** A reply must not be lost because Temporal is restarting: asked again for so long, then 503. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 250;
const ATTEMPT_LIMIT_MS = 3_000;

/** Twilio adds parameters without notice; the signature covers them. */
const ANY_QUERY = z.looseObject({});

const EMPTY_TWIML: Answer = {
  status: 200,
  headers: { 'Content-Type': 'text/xml' },
  text: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};
const TAKEN = { 200: { description: 'Taken.', type: 'text/xml' } };

/** What the SMS provider posts: signature first, then straight to the conversation. No database. */
export function webhookRoutes(context: ApiContext, metrics: Metrics): readonly Route[] {
  const webhook = (
    kind: 'sms' | 'status',
    id: string,
    handle: (call: Call<unknown, unknown>) => Promise<Answer>,
  ): Route =>
    route({
      id,
      method: 'post',
      path: `/webhooks/twilio/${kind}`,
      tag: 'webhooks',
      summary: kind === 'sms' ? 'A text came in.' : 'How far a text of ours got.',
      takes: 'form',
      ownIdempotency: true,
      query: ANY_QUERY,
      answers: TAKEN,
      async handle(call) {
        try {
          requireSignature(context, call);
          const answer = await handle(call);
          metrics.webhook(kind, 'taken');
          return answer;
        } catch (error) {
          metrics.webhook(kind, outcomeOf(error));
          // Not ours, or in no known form: repeating it would not help the provider.
          if (error instanceof WebhookFormError) throw problem('request-malformed');
          throw error;
        }
      },
    });
  return [
    webhook('sms', 'twilioSms', (call) => takeText(context, call)),
    webhook('status', 'twilioStatus', (call) => takeStatus(context, call)),
    route({
      id: 'twilioVoice',
      method: 'post',
      path: '/webhooks/twilio/voice',
      tag: 'webhooks',
      summary: 'A call came in; nobody speaks yet.',
      takes: 'form',
      ownIdempotency: true,
      query: ANY_QUERY,
      answers: TAKEN,
      handle(call) {
        requireSignature(context, call);
        return Promise.resolve(EMPTY_TWIML);
      },
    }),
  ];
}

function outcomeOf(error: unknown): 'foreign' | 'refused' | 'failed' {
  if (error instanceof WebhookFormError) return 'foreign';
  return error instanceof Error && error.message === 'signature-invalid' ? 'refused' : 'failed';
}

/** @throws Problem 403 */
function requireSignature(
  { settings }: ApiContext,
  { request, body }: Call<unknown, unknown>,
): void {
  const options = { authTokens: settings.webhooks.authTokens, publicUrl: settings.publicUrl };
  const fields = typeof body === 'object' && body !== null ? { ...body } : {};
  const signature = request.get('x-twilio-signature');
  if (!isSignedByTwilio(options, { originalUrl: request.originalUrl, signature, fields })) {
    throw problem('signature-invalid');
  }
}

async function takeText(context: ApiContext, call: Call<unknown, unknown>): Promise<Answer> {
  const inbound = readSms(call.body, context.settings.webhooks);
  const from = normaliseAddress(inbound.from);
  let directory = context.offline.lastDirectory();
  // A number enrolled a moment ago, on another process: worth one question before it counts as unknown.
  if (homeOf(directory, from) === undefined) directory = await context.offline.directory();
  const destination = routeInbound(inbound, call.receivedAt, {
    homeOf: (number) => homeOf(directory, number),
    hash: context.hash,
  });
  await handOn(context, () => signalWithStart(context, destination));
  return EMPTY_TWIML;
}

async function takeStatus(context: ApiContext, call: Call<unknown, unknown>): Promise<Answer> {
  const report = readStatus(call.body, call.query, context.settings.webhooks);
  const { dispatch, state, reason } = report;
  const workflowId = dispatch === undefined ? undefined : conversationOfDispatch(dispatch);
  if (dispatch === undefined || workflowId === undefined) return EMPTY_TWIML;
  const news = { dispatch, state, ...(reason === undefined ? {} : { reason }) };
  await handOn(context, async () => {
    try {
      await context.temporal.workflow.getHandle(workflowId).signal(deliverySignal, news);
    } catch (error) {
      // The conversation has ended: nobody waits for this news any more.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  });
  return EMPTY_TWIML;
}

async function signalWithStart({ temporal }: ApiContext, destination: InboundRoute): Promise<void> {
  if (destination.type === 'conversation') {
    await temporal.workflow.signalWithStart(destination.type, destination.options);
  } else {
    await temporal.workflow.signalWithStart(destination.type, destination.options);
  }
}

/** Tries until Temporal takes it. @throws Problem 503 after ten seconds: the provider asks again */
async function handOn({ temporal }: ApiContext, deed: () => Promise<void>): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await temporal.withDeadline(Date.now() + ATTEMPT_LIMIT_MS, deed);
      return;
    } catch {
      // Whatever it was, the text is not safe yet.
      if (Date.now() + PAUSE_MS > until) {
        throw problem('not-now', { headers: { 'Retry-After': '5' } });
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** The conversation that a number belongs to: of whom it is the first number, else of whoever has it. */
export function homeOf(directory: Directory, number: string): HomeAddress | undefined {
  const has = (person: Person) =>
    person.contacts.some(({ address }) => normaliseAddress(address) === number);
  const homes = Object.values(directory.people)
    .filter(has)
    .map((person) => homeAddress(addressesOf(person)))
    .filter((home) => home !== undefined);
  return homes.find(({ address }) => address === number) ?? homes[0];
}

function addressesOf(person: Person) {
  const on = (channel: string) =>
    person.contacts.filter((one) => one.channel === channel).map(({ address }) => address);
  return { sms: on('sms'), email: on('email') };
}
