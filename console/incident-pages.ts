/** Board pages and what their forms do. */
import { drawBoard } from './board.ts';
import { drawList } from './board-list.ts';
import type { ListedIncident } from './board-list.ts';
import { readDeed, readStart, sentForm } from './deeds.ts';
import { sentText } from './fields.ts';
import { isTold } from './event-text.ts';
import { keepReply } from './said.ts';
import * as shown from './shown.ts';
import { ask, frameOf, read, redirectWith, sendHtml, sendRefusal } from './visit.ts';
import type { Visit } from './visit.ts';

/** Incidents on the list, and how many of them are looked into. */
const LISTED = 60;
const LOOKED_INTO = 20;
/** Lines of the log read for the board; those that say nothing are left out. */
const LOG_LINES = 40;
const LOG_SHOWN = 15;
/** Playbook versions kept in memory; a version never changes. */
const PLANS_KEPT = 50;
const INCIDENT_ID = /^[a-z2-7]{16}$/;

export async function listIncidents(visit: Visit): Promise<void> {
  const listing = await ask(visit, {
    operation: 'listIncidents',
    query: { limit: String(LISTED) },
  });
  if (listing.status >= 400) {
    sendRefusal(visit, listing);
    return;
  }
  const { incidents } = shown.incidents.parse(listing.body);
  const open = incidents.filter(({ status }) => status !== 'closed').slice(0, LOOKED_INTO);
  const inside = new Map(
    await Promise.all(open.map(async ({ id }) => [id, await readIncident(visit, id)] as const)),
  );
  const known = await read(visit, { operation: 'listPlaybooks' }, shown.playbooks);
  const listed: readonly ListedIncident[] = incidents.map((shell) => ({
    shell,
    incident: inside.get(shell.id),
  }));
  const playbooks = (known?.playbooks ?? []).filter(({ published }) => published !== undefined);
  const frame = await frameOf(visit);
  sendHtml(visit.response, drawList({ incidents: listed, playbooks }, frame));
}

function readIncident(visit: Visit, id: string, atLeast?: number) {
  const query = atLeast === undefined ? {} : { atLeast: String(atLeast) };
  return read(visit, { operation: 'getIncident', params: { id }, query }, shown.incident);
}

export async function startIncident(visit: Visit): Promise<void> {
  const sent = sentForm.parse(visit.request.body);
  const body = readStart(sent);
  if (body === undefined) {
    redirectWith(visit, '/', { kind: 'refused' });
    return;
  }
  const reply = await ask(visit, { operation: 'startIncident', body, ...onceOf(sent) });
  if (reply.status >= 400) {
    redirectWith(visit, '/', keepReply(reply));
    return;
  }
  const { id, seq } = shown.incident.parse(reply.body);
  redirectWith(visit, `/incidents/${id}`, { kind: 'started', seq });
}

function onceOf(sent: Parameters<typeof sentText>[0]): { readonly idempotencyKey?: string } {
  const once = sentText(sent, 'once');
  return once === undefined ? {} : { idempotencyKey: once };
}

/** The id in the address, if it can be one. */
function idOf({ request }: Visit): string {
  const id = request.params['id'];
  return typeof id === 'string' && INCIDENT_ID.test(id) ? id : 'none';
}

export async function showBoard(visit: Visit): Promise<void> {
  const id = idOf(visit);
  const seq = visit.said?.seq;
  const query = seq === undefined ? {} : { atLeast: String(seq) };
  const reply = await ask(visit, { operation: 'getIncident', params: { id }, query });
  if (reply.status >= 400) {
    sendRefusal(visit, reply);
    return;
  }
  const incident = shown.incident.parse(reply.body);
  const [plan, log, frame] = await Promise.all([
    planOf(visit, incident),
    readLog(visit, incident),
    frameOf(visit, { now: Date.parse(incident.now), incident: id }),
  ]);
  sendHtml(visit.response, drawBoard({ incident, plan, log }, frame));
}

const plans = new Map<string, shown.Playbook>();

/** What the incident's playbook offers; undefined while its version cannot be read. */
async function planOf(
  visit: Visit,
  { playbook: { id, version } }: shown.Incident,
): Promise<shown.Playbook | undefined> {
  const key = `${id} ${version}`;
  const kept = plans.get(key);
  if (kept !== undefined) return kept;
  const params = { id, n: String(version) };
  const found =
    (await read(visit, { operation: 'getPlaybookVersion', params }, shown.playbook)) ??
    // With the database down only the version in force is at hand; its facts are nearly always these.
    (await read(visit, { operation: 'getPlaybook', params: { id } }, shown.playbook));
  if (found === undefined) return undefined;
  if (plans.size >= PLANS_KEPT) plans.clear();
  plans.set(key, found.plan);
  return found.plan;
}

async function readLog(
  visit: Visit,
  { id, seq }: shown.Incident,
): Promise<readonly shown.LogLine[]> {
  const query = { after: String(Math.max(0, seq - LOG_LINES)), limit: String(LOG_LINES) };
  const found = await read(visit, { operation: 'readLog', params: { id }, query }, shown.log);
  return (found?.events ?? []).filter(isTold).slice(-LOG_SHOWN);
}

export async function doDeed(visit: Visit): Promise<void> {
  const id = idOf(visit);
  const sent = sentForm.parse(visit.request.body);
  const incident = await readIncident(visit, id);
  if (incident === undefined) {
    redirectWith(visit, '/', { kind: 'refused' });
    return;
  }
  const name = visit.request.params['deed'];
  const deed = readDeed(typeof name === 'string' ? name : '', sent, {
    incident,
    plan: await planOf(visit, incident),
    person: visit.visitor.person,
  });
  const to = `/incidents/${id}`;
  if (deed === undefined) {
    redirectWith(visit, to, { kind: 'refused' });
    return;
  }
  redirectWith(visit, to, keepReply(await ask(visit, { ...deed, ...onceOf(sent) })));
}
