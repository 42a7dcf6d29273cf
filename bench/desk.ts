/** What the benchmark does to a house: start incidents over HTTP, answer pages, read histories. */
import { randomUUID } from 'node:crypto';
import type { CommandEnvelope } from '../domain/incident/commands.ts';
import { conversationWorkflowId, incidentWorkflowId } from '../workflows/messages.ts';
import { bareListener, bareTouch, type BareTouched } from './bare-workflow.ts';
import { BARE_QUEUE, type House } from './house.ts';
import { codeIn, instant, type PhoneText } from './phones.ts';
import { numberOf, pagePlaybook } from './plans.ts';

const START_LIMIT_MS = 60_000;

export interface Started {
  readonly id: string;
  /** When the request was made, and when it was answered; epoch milliseconds. */
  readonly from: number;
  readonly answered: number;
}

/** Starts a live incident over HTTP. @throws Error when the answer is not 201 */
export async function start(house: House, playbook: string): Promise<Started> {
  const from = instant();
  const answer = await fetch(`${house.url}/v1/incidents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${house.adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ playbook, mode: 'live', codeName: 'RAVEN', facts: {} }),
    signal: AbortSignal.timeout(START_LIMIT_MS),
  });
  const text = await answer.text();
  const answered = instant();
  if (answer.status !== 201) throw new Error(`a start was answered ${answer.status}: ${text}`);
  // The API answers a start with the incident.
  const { id } = JSON.parse(text) as { readonly id: string };
  return { id, from, answered };
}

export interface Paged extends Started {
  readonly person: string;
  readonly page: PhoneText;
}

/** Starts an incident that pages this responder, and waits for the page on the phone. */
export async function pageOne(
  house: House,
  person: string,
  playbook = pagePlaybook(person),
): Promise<Paged> {
  const number = numberOf(person);
  const nth = house.phones.count(number) + 1;
  const started = await start(house, playbook);
  return { ...started, person, page: await house.phones.text(number, nth) };
}

export interface Replied {
  /** When the provider posted the reply, and when the webhook was answered. */
  readonly from: number;
  readonly answered: number;
  /** When the request for the confirmation came in. */
  readonly confirmed: number;
}

/** The responder texts the code of the page back, and waits for the confirmation. */
export async function acknowledge(house: House, { person, page }: Paged): Promise<Replied> {
  const number = numberOf(person);
  const nth = house.phones.count(number) + 1;
  const posted = await house.phones.reply(number, codeIn(page.body));
  const confirmation = await house.phones.text(number, nth);
  return { ...posted, confirmed: confirmation.at };
}

export interface HistorySize {
  readonly events: number;
  readonly bytes: number;
}

/** Events and bytes of a workflow's current run. */
export async function historyOf(house: House, workflowId: string): Promise<HistorySize> {
  const { historyLength, historySize } = await house.client.workflow
    .getHandle(workflowId)
    .describe();
  return { events: historyLength, bytes: historySize ?? 0 };
}

export const ofIncident = (house: House, id: string): Promise<HistorySize> =>
  historyOf(house, incidentWorkflowId(id));

/**
 * When the server had on record that the incident answered its first Update: the acknowledgement,
 * epoch milliseconds by the server's clock (the same machine's).
 */
export async function acknowledgedAt(house: House, id: string): Promise<number> {
  const handle = house.client.workflow.getHandle(incidentWorkflowId(id));
  const { events } = await handle.fetchHistory();
  const answered = events?.find(
    ({ workflowExecutionUpdateCompletedEventAttributes: answer }) =>
      answer !== null && answer !== undefined,
  );
  const time = answered?.eventTime;
  if (time === null || time === undefined) throw new Error('the incident took no Update');
  return Number(time.seconds) * 1_000 + (time.nanos ?? 0) / 1e6;
}

/** The conversations that run now, by workflow id. */
export async function conversations(house: House): Promise<readonly string[]> {
  const found: string[] = [];
  const query = `WorkflowType = 'conversation' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of house.client.workflow.list({ query })) {
    if (workflowId.startsWith(conversationWorkflowId(''))) found.push(workflowId);
  }
  return found;
}

/** A coordinator's note: the plainest command an incident has to answer. */
export function note(): CommandEnvelope {
  const by = { access: 'administrator', proof: 'key' } as const;
  return { id: `note/${randomUUID()}`, by, command: { type: 'note', text: 'Nothing new.' } };
}

/** Starts the bare workflow and waits for its one activity. @returns milliseconds until its entry */
export async function bareRun(house: House): Promise<number> {
  const from = instant();
  return (await bareTouched(house, 0)).at - from;
}

/** The bare workflow whole: its activity at once, or after a while. */
export function bareTouched(house: House, waitMs: number): Promise<BareTouched> {
  return house.bare.workflow.execute(bareTouch, {
    ...{ workflowId: `bare-${randomUUID()}`, taskQueue: BARE_QUEUE },
    args: [waitMs],
  });
}

/** Starts a bare workflow that listens. */
export function bareListening(house: House) {
  return house.bare.workflow.start(bareListener, {
    ...{ workflowId: `bare-listener-${randomUUID()}`, taskQueue: BARE_QUEUE },
  });
}
