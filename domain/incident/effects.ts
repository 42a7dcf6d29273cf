import type { PersonId } from '../people/person.ts';
import type { IncidentEvent, IssuedPage, LoggedEvent } from './events.ts';
import { pageKey } from './keys.ts';
import type { CodeClosure, Effects, MessageOrder, OrderKind } from './orders.ts';
import { reachOf } from './roles.ts';
import type { Incident, Task } from './state.ts';

/** A step that asks nothing of the world. */
export const NO_EFFECTS: Effects = { messages: [], closures: [], suppress: [] };

/** Both steps' effects, in order. */
export function joined(first: Effects, second: Effects): Effects {
  return allOf([first, second]);
}

/** The effects of several events, in order. */
export function allOf(steps: readonly Effects[]): Effects {
  const all = steps.filter((step) => step !== NO_EFFECTS);
  if (all.length < 2) return all[0] ?? NO_EFFECTS;
  return {
    messages: all.flatMap((one) => one.messages),
    closures: all.flatMap((one) => one.closures),
    suppress: all.flatMap((one) => one.suppress),
  };
}

/**
 * What may still go out after the whole step: who was named a victim in it, or whose address was
 * suppressed, gets nothing, not even the notices that came before that event (R06).
 */
export function withoutBarred(effects: Effects, incident: Incident): Effects {
  if (effects.messages.length === 0) return effects;
  const messages = effects.messages.flatMap((order): readonly MessageOrder[] => {
    const reach = reachOf(incident, order.person);
    if (!reach.ok) return [];
    const sms = order.sms.filter((address) => reach.sms.includes(address));
    const email = order.email.filter((address) => reach.email.includes(address));
    return sms.length + email.length === 0 ? [] : [{ ...order, sms, email }];
  });
  return { ...effects, messages };
}

/** What one event asks of the world: pages, notices, codes to close, addresses to suppress. */
export function effectsOf(before: Incident, after: Incident, logged: LoggedEvent): Effects {
  const { event } = logged;
  switch (event.type) {
    case 'rungReached':
      return pages(after, logged, event);
    case 'overdueReached':
      return pages(after, logged, { ...event, leg: 0, kind: 'reminder' });
    case 'acknowledged':
      return told(after, logged, 'taken', { task: event.task, leg: event.leg, people: event.told });
    case 'taskReassigned':
      return told(after, logged, 'taken', { task: event.task, leg: 0, people: event.told });
    case 'taskCompleted':
    case 'taskWaived':
    case 'taskNotNeeded':
      return closing(before, after, logged, event);
    case 'stoodDown':
      return told(after, logged, 'stoodDown', { people: event.told });
    case 'exerciseEnded':
      return told(after, logged, 'exerciseEnded', { people: event.told });
    case 'alarmRaised':
      return told(after, logged, 'alarm', { people: event.told });
    case 'approvalExpired':
      return told(after, logged, 'lapsed', { people: event.told });
    case 'suppressed':
      return { ...NO_EFFECTS, suppress: event.addresses };
    default:
      return NO_EFFECTS;
  }
}

/** Whom an order is for: nobody, when nothing may be sent to that person. */
function addressee(incident: Incident, id: PersonId) {
  const reach = reachOf(incident, id);
  const person = incident.directory.people[id];
  return reach.ok && person !== undefined ? { reach, person } : undefined;
}

/** Orders are written out in one literal each: an outage's wave makes thousands of them at once. */
function pages(
  incident: Incident,
  logged: LoggedEvent,
  of: { task: string; leg: number; kind: MessageOrder['kind']; pages: readonly IssuedPage[] },
): Effects {
  const task = incident.tasks[of.task];
  if (task === undefined || of.pages.length === 0) return NO_EFFECTS;
  const answerBy = of.kind === 'reminder' ? task.completeBy : task.acknowledgeBy;
  const messages: MessageOrder[] = [];
  for (const { n, person, channels } of of.pages) {
    const to = addressee(incident, person);
    if (to === undefined) continue;
    const page = { incident: incident.id, number: task.number, leg: of.leg, page: n, person };
    messages.push({
      key: pageKey(page),
      kind: of.kind,
      incident: incident.id,
      codeName: incident.codeName,
      exercise: incident.mode === 'exercise',
      person,
      personNumber: incident.personNumbers[person] ?? 0,
      language: to.person.language,
      timeZone: to.person.timeZone,
      sms: channels.includes('sms') ? to.reach.sms : [],
      email: channels.includes('email') ? to.reach.email : [],
      task: task.id,
      number: task.number,
      leg: of.leg,
      page: n,
      at: logged.at,
      life: task.ladder === 'LIFE',
      ...(answerBy === undefined ? {} : { answerBy }),
    });
  }
  return { ...NO_EFFECTS, messages };
}

function told(
  incident: Incident,
  logged: LoggedEvent,
  kind: OrderKind,
  about: { task?: string; leg?: number; people: readonly PersonId[] },
): Effects {
  const task = about.task === undefined ? undefined : incident.tasks[about.task];
  const place = task === undefined ? '' : `/${task.number}.${about.leg ?? 0}`;
  const messages = about.people.flatMap((person): readonly MessageOrder[] => {
    const to = addressee(incident, person);
    if (to === undefined) return [];
    return [
      {
        key: `${incident.id}${place}/${kind}/${logged.seq}/${person}`,
        kind,
        incident: incident.id,
        codeName: incident.codeName,
        exercise: incident.mode === 'exercise',
        person,
        personNumber: incident.personNumbers[person] ?? 0,
        language: to.person.language,
        timeZone: to.person.timeZone,
        sms: to.reach.sms,
        email: to.reach.email,
        at: logged.at,
        life: false,
        ...(task === undefined ? {} : { task: task.id, number: task.number }),
        ...(about.leg === undefined ? {} : { leg: about.leg }),
      },
    ];
  });
  const closures =
    task === undefined || about.leg === undefined
      ? []
      : about.people.flatMap((person) => closure(incident, task, about.leg ?? 0, person));
  return { ...NO_EFFECTS, messages, closures };
}

/** A suppressed person's code is closed too: the address is the one the page went to. */
function closure(
  incident: Incident,
  task: Task,
  leg: number,
  person: PersonId,
): readonly CodeClosure[] {
  const contacts = incident.directory.people[person]?.contacts ?? [];
  const addresses = contacts
    .filter((contact) => contact.channel === 'sms' || contact.channel === 'email')
    .map((contact) => contact.address);
  if (addresses.length === 0) return [];
  return [{ incident: incident.id, task: task.id, leg, person, addresses }];
}

function closing(
  before: Incident,
  after: Incident,
  logged: LoggedEvent,
  event: Extract<IncidentEvent, { type: 'taskCompleted' | 'taskWaived' | 'taskNotNeeded' }>,
): Effects {
  const task = before.tasks[event.task];
  if (task === undefined) return NO_EFFECTS;
  const kind = event.type === 'taskCompleted' ? 'taken' : 'notNeeded';
  const notices = told(after, logged, kind, { task: event.task, people: event.told });
  const closures = task.legs.flatMap((leg, index) =>
    leg.pages.flatMap((page) => closure(after, task, index, page.person)),
  );
  return { ...notices, closures };
}
