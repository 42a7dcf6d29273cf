import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { consentOf } from '../twilio/consent.ts';
import type { Faults } from './faults.ts';
import type { SimulatedText } from './records.ts';
import type { SimulatedStore } from './store.ts';
import type { WebhookFields, Webhooks } from './webhooks.ts';

export interface ExchangeOptions {
  readonly accountSid: string;
  /** Where incoming texts are posted. */
  readonly inboundUrl: string;
  /** Milliseconds between queued, sent and delivered. */
  readonly deliveryMs: number;
  /** Ends deliveries and webhooks. */
  readonly stop: AbortSignal;
}

/** A text as handed to the exchange. */
export interface NewText {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly statusCallback?: string | undefined;
  readonly messagingServiceSid?: string | undefined;
}

/** The simulated telephone network: carries texts between Tocsin and the phones. */
export interface Exchange {
  /** Takes a text for a phone; delivery and its callbacks follow by themselves. */
  accept(text: NewText): SimulatedText;
  /** Carries a person's text to Tocsin; the webhook follows by itself. */
  reply(text: NewText): SimulatedText;
  /** Carries on with what a former run left undelivered. */
  resume(): void;
  /** Resolves when no delivery and no webhook is under way. */
  settled(): Promise<void>;
}

/** What a switched-off phone gets: unreachable destination handset. */
const HANDSET_OFF = 30003;

const newSid = (): string => `SM${randomBytes(16).toString('hex')}`;

const statusFields = (text: SimulatedText, accountSid: string): WebhookFields => ({
  AccountSid: accountSid,
  ApiVersion: '2010-04-01',
  From: text.from,
  To: text.to,
  MessageSid: text.sid,
  MessageStatus: text.status,
  SmsSid: text.sid,
  SmsStatus: text.status,
  ...(text.errorCode === undefined ? {} : { ErrorCode: String(text.errorCode) }),
  ...(text.messagingServiceSid === undefined
    ? {}
    : { MessagingServiceSid: text.messagingServiceSid }),
});

const smsFields = (text: SimulatedText, accountSid: string): WebhookFields => ({
  AccountSid: accountSid,
  ApiVersion: '2010-04-01',
  Body: text.body,
  From: text.from,
  To: text.to,
  FromCity: '',
  FromCountry: '',
  FromState: '',
  FromZip: '',
  ToCity: '',
  ToCountry: '',
  ToState: '',
  ToZip: '',
  MessageSid: text.sid,
  NumMedia: '0',
  NumSegments: '1',
  SmsMessageSid: text.sid,
  SmsSid: text.sid,
  SmsStatus: 'received',
});

const newText = (
  text: NewText,
  direction: SimulatedText['direction'],
  status: string,
): SimulatedText => {
  const now = Date.now();
  return {
    sid: newSid(),
    direction,
    from: text.from,
    to: text.to,
    body: text.body,
    createdAt: now,
    updatedAt: now,
    status,
    ...(text.statusCallback === undefined ? {} : { statusCallback: text.statusCallback }),
    ...(text.messagingServiceSid === undefined
      ? {}
      : { messagingServiceSid: text.messagingServiceSid }),
  };
};

interface Parts {
  readonly options: ExchangeOptions;
  readonly store: SimulatedStore;
  readonly webhooks: Webhooks;
  readonly faults: Faults;
}

/** Moves a text on and returns it as it now stands. */
const moveOn = (store: SimulatedStore, text: SimulatedText, status: string): SimulatedText => {
  const now = Date.now();
  const moved = {
    ...text,
    status,
    updatedAt: now,
    ...(status === 'sent' ? { sentAt: now } : {}),
    ...(status === 'undelivered' ? { errorCode: HANDSET_OFF } : {}),
  };
  store.saveText(moved);
  return moved;
};

/** Posts the callbacks of one text one after the other, without holding up its delivery. */
const createCallbacks = ({ options, webhooks, faults }: Parts) => {
  const reversed = faults.takeReversed();
  const held: SimulatedText[] = [];
  let posted: Promise<unknown> = Promise.resolve();
  const post = (stage: SimulatedText): void => {
    const url = stage.statusCallback;
    if (url === undefined) return;
    posted = posted.then(() => webhooks.post(url, statusFields(stage, options.accountSid)));
  };
  return {
    tell: (stage: SimulatedText): void => {
      if (reversed) held.push(stage);
      else post(stage);
    },
    end: async (): Promise<void> => {
      held.toReversed().forEach(post);
      await posted;
    },
  };
};

const deliver = async (parts: Parts, text: SimulatedText): Promise<void> => {
  const { options, store } = parts;
  const callbacks = createCallbacks(parts);
  const wait = { signal: options.stop, ref: false };
  callbacks.tell(text);
  await pause(options.deliveryMs, undefined, wait);
  const sent = moveOn(store, text, 'sent');
  callbacks.tell(sent);
  await pause(options.deliveryMs, undefined, wait);
  callbacks.tell(moveOn(store, sent, store.phone(text.to).off ? 'undelivered' : 'delivered'));
  await callbacks.end();
};

/** What the carrier itself does with an opt-out or opt-in word. */
const noteConsent = (store: SimulatedStore, from: string, body: string): void => {
  const consent = consentOf(body);
  if (consent === undefined) return;
  store.savePhone({ ...store.phone(from), optedOut: consent === 'optOut' });
};

const UNFINISHED: ReadonlySet<string> = new Set(['accepted', 'queued', 'sent']);

/** Connects the store of texts with the webhooks. */
export const createExchange = (parts: Parts): Exchange => {
  const { options, store, webhooks } = parts;
  const running = new Set<Promise<void>>();
  const run = (work: Promise<unknown>): void => {
    // Stopping rejects what is under way; `resume` carries it on at the next start.
    const ended: Promise<void> = work.then(
      () => void running.delete(ended),
      () => void running.delete(ended),
    );
    running.add(ended);
  };
  return {
    accept: (text) => {
      const status = text.messagingServiceSid === undefined ? 'queued' : 'accepted';
      const taken = newText(text, 'outbound-api', status);
      store.saveText(taken);
      run(deliver(parts, taken));
      return taken;
    },
    reply: (text) => {
      const taken = newText(text, 'inbound', 'received');
      store.saveText(taken);
      noteConsent(store, text.from, text.body);
      run(webhooks.post(options.inboundUrl, smsFields(taken, options.accountSid)));
      return taken;
    },
    resume: () => {
      for (const text of store.texts()) {
        if (text.direction === 'outbound-api' && UNFINISHED.has(text.status)) {
          run(deliver(parts, text));
        }
      }
    },
    settled: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
};
