/**
 * Phones and mailboxes that reach nobody, behind the wire formats of the real providers, so that the
 * code that sends has no branch for them.
 */
import { setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type Controls, createControlApi, type MailboxView, type PhoneView } from './control.ts';
import { createExchange, type Exchange } from './exchange.ts';
import { createFaults, type Faults } from './faults.ts';
import { startMailServer } from './mail-server.ts';
import { createMessagesApi } from './messages-api.ts';
import { openSimulatedStore, type SimulatedStore } from './store.ts';
import { createWebhooks } from './webhooks.ts';

export interface SimulatedOptions {
  /** HTTP port on loopback; 0 for any free one. */
  readonly port: number;
  /** SMTP port on loopback; 0 for any free one. */
  readonly smtpPort: number;
  /** Where everything is kept. */
  readonly dataDir: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** Where Tocsin is reached; incoming texts are posted below it. */
  readonly publicUrl: string;
  /** Bearer secret of the control interface. */
  readonly secret: string;
  /** Tocsin's own number: where replies go when no text came first. Default +15005550006. */
  readonly number?: string;
  /** Milliseconds between queued, sent and delivered. Default 300. */
  readonly deliveryMs?: number;
}

/** A running simulated provider. */
export interface SimulatedProvider extends Controls {
  /** For TWILIO_API_URL. */
  readonly url: string;
  /** For SMTP_URL. */
  readonly smtpUrl: string;
  /** Resolves when no delivery and no webhook is under way. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Below `url`: the control interface. */
export const CONTROL_PATH = '/control';
/** Below PUBLIC_URL: where incoming texts are posted. */
export const INBOUND_PATH = '/webhooks/twilio/sms';
const DEFAULT_NUMBER = '+15005550006';
const DAY_MS = 24 * 3_600_000;

const phoneView = (store: SimulatedStore, number: string): PhoneView => ({
  ...store.phone(number),
  texts: store.texts().filter((text) => text.from === number || text.to === number),
});

const mailboxView = (store: SimulatedStore, address: string): MailboxView => ({
  address,
  mails: store.mails().filter((mail) => mail.to.toLowerCase() === address.toLowerCase()),
});

const createControls = (
  store: SimulatedStore,
  exchange: Exchange,
  faults: Faults,
  ownNumber: string,
): Controls => ({
  phones: () => {
    const texted = store
      .texts()
      .map((text) => (text.direction === 'inbound' ? text.from : text.to));
    const known = store.phones().map((phone) => phone.number);
    return [...new Set([...texted, ...known])].map((number) => phoneView(store, number));
  },
  phone: (number) => phoneView(store, number),
  mailboxes: () =>
    [...new Set(store.mails().map((mail) => mail.to.toLowerCase()))].map((address) =>
      mailboxView(store, address),
    ),
  mailbox: (address) => mailboxView(store, address),
  reply: (from, body, to) => {
    const last = store.texts().findLast((text) => text.to === from);
    return exchange.reply({ from, to: to ?? last?.from ?? ownNumber, body }).sid;
  },
  switchPhone: (number, off) => store.savePhone({ ...store.phone(number), off }),
  fail: (order) => faults.add(order),
  clearFaults: () => faults.clear(),
});

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    // A listening TCP server has an address object, never a path.
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/**
 * Starts simulated phones and mailboxes on loopback: Twilio's Messages resource with signed
 * webhooks, an SMTP server, and controls. What Tocsin runs on while no real provider is configured,
 * and what tests use as "Twilio". State survives a restart; undelivered texts carry on.
 * @throws Error when a port is taken
 */
export const startSimulatedProvider = async (
  options: SimulatedOptions,
): Promise<SimulatedProvider> => {
  const { accountSid, authToken } = options;
  const ownNumber = options.number ?? DEFAULT_NUMBER;
  const stop = new AbortController();
  // Every delivery and webhook under way listens: as many as there are texts.
  setMaxListeners(0, stop.signal);
  const store = openSimulatedStore(options.dataDir);
  const faults = createFaults();
  const exchange = createExchange({
    store,
    faults,
    webhooks: createWebhooks(authToken, faults, stop.signal),
    options: {
      accountSid,
      inboundUrl: options.publicUrl.replace(/\/+$/, '') + INBOUND_PATH,
      deliveryMs: options.deliveryMs ?? 300,
      stop: stop.signal,
    },
  });
  const controls = createControls(store, exchange, faults, ownNumber);
  const app = express().disable('x-powered-by');
  app.use(CONTROL_PATH, createControlApi(controls, options.secret));
  const api = { accountSid, authToken, serviceNumber: ownNumber, store, exchange, faults };
  app.use('/2010-04-01', createMessagesApi(api));
  const server = createServer(app);
  const port = await listen(server, options.port);
  const mail = await startMailServer(options.smtpPort, store, faults);
  const sweep = setInterval(() => store.forgetOld(Date.now()), DAY_MS).unref();
  exchange.resume();
  return {
    ...controls,
    url: `http://127.0.0.1:${port}`,
    smtpUrl: `smtp://127.0.0.1:${mail.port}`,
    settled: () => exchange.settled(),
    close: async () => {
      stop.abort();
      clearInterval(sweep);
      await Promise.all([closed(server), mail.close()]);
      await exchange.settled();
    },
  };
};
