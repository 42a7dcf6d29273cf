/** The simulated phones and mailboxes: what arrived, and a way to answer. */
import type { SimulatedMailbox, SimulatedMessage, SimulatedPhone } from './door.ts';
import { time } from './frame.ts';
import type { Frame } from './frame.ts';
import { formKeys } from './deed-form.ts';
import { html } from './html.ts';
import type { Html, Piece } from './html.ts';
import { drawPage } from './layout.ts';

/** A phone or mailbox with the name it has in addresses of pages: no number ever stands there. */
export interface Named<T> {
  readonly key: string;
  readonly it: T;
  /** Whose it is, where that is known. */
  readonly owner?: string | undefined;
}

export interface PhonesContent {
  readonly phones: readonly Named<SimulatedPhone>[];
  readonly mailboxes: readonly Named<SimulatedMailbox>[];
}

export function drawPhones({ phones, mailboxes }: PhonesContent, frame: Frame): string {
  const { say } = frame;
  const empty = phones.length + mailboxes.length === 0;
  return drawPage(
    {
      title: say('phones.title'),
      live: {},
      content: html`<h1>${say('phones.title')}</h1>
        <p class="hint">${say('phones.hint')}</p>
        ${empty && html`<p class="calm">${say('phones.none')}</p>`}
        <ul class="phones">
          ${phones.map(({ key, it, owner }) =>
            drawSummary(
              `/simulated/phones/${key}`,
              { name: it.number, owner, states: states(it, frame) },
              it.messages,
              frame,
            ),
          )}
          ${mailboxes.map(({ key, it, owner }) =>
            drawSummary(
              `/simulated/mailboxes/${key}`,
              { name: it.address, owner, states: [] },
              it.messages,
              frame,
            ),
          )}
        </ul>`,
    },
    frame,
  );
}

interface Summary {
  readonly name: string;
  readonly owner?: string | undefined;
  readonly states: readonly string[];
}

function drawSummary(
  address: string,
  { name, owner, states: marks }: Summary,
  messages: readonly SimulatedMessage[],
  frame: Frame,
): Html {
  const last = messages.at(-1);
  return html`<li>
    <a href="${address}">${name}</a> ${owner} ${marks.map((one) => html`<strong>${one}</strong> `)}
    <span class="meta">${frame.say('phones.count', { count: messages.length })}</span>
    ${last !== undefined && html`<p class="sms">${at(last, frame)} ${last.subject ?? last.body}</p>`}
  </li>`;
}

function states(phone: SimulatedPhone, { say }: Frame): readonly string[] {
  return [
    ...(phone.off ? [say('phones.off')] : []),
    ...(phone.optedOut ? [say('phones.optedOut')] : []),
  ];
}

export function drawPhone({ key, it, owner }: Named<SimulatedPhone>, frame: Frame): string {
  const { say } = frame;
  const keys = (): Html => formKeys(frame);
  return drawPage(
    {
      title: say('phones.title'),
      live: {},
      content: html`<h1>${say('phones.phone', { number: it.number })}</h1>
        <p class="meta">
          ${owner} ${states(it, frame).map((one) => html`<strong>${one}</strong> `)}
        </p>
        ${drawMessages(it.messages, frame)}
        <form method="post" action="/simulated/phones/${key}/reply">
          ${keys()}
          <p class="field">
            <label for="reply">${say('phones.reply')}</label>
            <input id="reply" name="body" maxlength="1600" required autocomplete="off" />
          </p>
          <button class="main">${say('phones.send')}</button>
        </form>
        <form method="post" action="/simulated/phones/${key}/switch">
          ${keys()}
          <input type="hidden" name="off" value="${it.off ? 'false' : 'true'}" />
          <button class="plain">
            ${it.off ? say('phones.switchOn') : say('phones.switchOff')}
          </button>
        </form>
        <p><a href="/simulated">${say('phones.back')}</a></p>`,
    },
    frame,
  );
}

export function drawMailbox({ it, owner }: Named<SimulatedMailbox>, frame: Frame): string {
  const { say } = frame;
  return drawPage(
    {
      title: say('phones.title'),
      live: {},
      content: html`<h1>${say('phones.mailbox', { address: it.address })}</h1>
        <p class="meta">${owner}</p>
        ${drawMessages(it.messages, frame)}
        <p><a href="/simulated">${say('phones.back')}</a></p>`,
    },
    frame,
  );
}

function drawMessages(messages: readonly SimulatedMessage[], frame: Frame): Html {
  const { say } = frame;
  return html`<ol class="messages">
    ${messages.map(
      (message) =>
        html`<li class="${message.inbound ? 'in' : 'out'}">
          <p class="meta">
            ${at(message, frame)} ${message.inbound ? say('phones.in') : say('phones.out')}
            ${message.status}
          </p>
          ${message.subject !== undefined && html`<p><strong>${message.subject}</strong></p>`}
          <p class="sms">${withLinks(message.body)}</p>
        </li>`,
    )}
  </ol>`;
}

function at(message: SimulatedMessage, frame: Frame): Html {
  return time(new Date(message.at).toISOString(), frame);
}

/** Tocsin's own links can be followed, as on a real phone. */
function withLinks(body: string): readonly Piece[] {
  return body
    .split(/(https?:\/\/[^\s<>"]+\/t\/[A-Za-z0-9_-]+)/)
    .map((part, index) =>
      index % 2 === 1 ? html`<a href="${new URL(part).pathname}">${part}</a>` : part,
    );
}
