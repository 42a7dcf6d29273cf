import type { IncidentEvent, LoggedEvent } from './events.ts';
import { factKey } from './keys.ts';
import type { Approval, FactEntry, Incident } from './state.ts';

type Of<T extends IncidentEvent['type']> = Extract<IncidentEvent, { type: T }>;

/** Events of approvals, facts, people, alarms. Undefined: not one of these. */
export function evolveApproval(
  incident: Incident,
  event: IncidentEvent,
  logged: LoggedEvent,
): Incident | undefined {
  switch (event.type) {
    case 'approvalRequested':
      return requested(incident, event, logged);
    case 'approvalGiven':
      return given(incident, event);
    case 'approvalRejected':
    case 'approvalExpired':
      return without(incident, event.approval);
    case 'factSet':
      return factSet(incident, event, logged.at);
    case 'subjectsNamed':
      return { ...incident, subjects: mergedSubjects(incident, event.subjects) };
    case 'suppressed':
      return {
        ...incident,
        suppressed: [...new Set([...incident.suppressed, ...event.addresses])],
      };
    case 'roleAppointed':
      return appointed(incident, event);
    case 'directoryChanged':
      return { ...incident, directory: event.directory };
    case 'alarmRaised':
      return alarm(incident, event, logged.at);
    case 'alarmCleared':
      return cleared(incident, event, logged.at);
    default:
      return undefined;
  }
}

function requested(
  incident: Incident,
  event: Of<'approvalRequested'>,
  logged: LoggedEvent,
): Incident {
  const approval: Approval = {
    id: event.approval,
    command: event.command,
    requestedBy: logged.by,
    requestedAt: logged.at,
    ...(event.source === undefined ? {} : { source: event.source }),
    mayApprove: event.mayApprove,
    needed: event.needed,
    approvedBy: [],
    expiresAt: event.expiresAt,
    secondSource: event.secondSource,
    task: event.task,
  };
  return {
    ...incident,
    approvals: { ...incident.approvals, [approval.id]: approval },
    lastApproval: incident.lastApproval + 1,
  };
}

function given(incident: Incident, event: Of<'approvalGiven'>): Incident {
  const approval = incident.approvals[event.approval];
  if (approval === undefined) return incident;
  if (event.complete) return without(incident, event.approval);
  const approvedBy = [...approval.approvedBy, event.person];
  return {
    ...incident,
    approvals: { ...incident.approvals, [approval.id]: { ...approval, approvedBy } },
  };
}

function without(incident: Incident, id: string): Incident {
  const { [id]: _settled, ...approvals } = incident.approvals;
  return { ...incident, approvals };
}

function factSet(incident: Incident, event: Of<'factSet'>, at: number): Incident {
  const entry: FactEntry = {
    value: event.value,
    at,
    ...(event.person === undefined ? {} : { by: event.person }),
    ...(event.source === undefined ? {} : { source: event.source }),
    ...(event.confidence === undefined ? {} : { confidence: event.confidence }),
  };
  return {
    ...incident,
    facts: { ...incident.facts, [factKey(event.fact, event.subject)]: entry },
  };
}

function mergedSubjects(
  incident: Incident,
  named: Of<'subjectsNamed'>['subjects'],
): Incident['subjects'] {
  const fresh = new Map(named.map((subject) => [`${subject.list}/${subject.id}`, subject]));
  const kept = incident.subjects.filter((one) => !fresh.has(`${one.list}/${one.id}`));
  return [...kept, ...named];
}

function appointed(incident: Incident, event: Of<'roleAppointed'>): Incident {
  const key = event.subject === undefined ? event.role : `${event.role}@${event.subject}`;
  const held = incident.everHeld[event.role] ?? [];
  return {
    ...incident,
    appointed: { ...incident.appointed, [key]: event.holders },
    everHeld: { ...incident.everHeld, [event.role]: [...new Set([...held, ...event.holders])] },
  };
}

/** Alarms kept beside the open ones: the latest, so that an endless ladder cannot fill the state. */
const CLEARED_ALARMS_KEPT = 20;

function alarm(incident: Incident, event: Of<'alarmRaised'>, at: number): Incident {
  const raised = {
    id: event.id,
    at,
    code: event.code,
    severity: event.severity,
    ...(event.task === undefined ? {} : { task: event.task }),
    ...(event.person === undefined ? {} : { person: event.person }),
  };
  const open = incident.alarms.filter((one) => one.clearedAt === undefined);
  const old = incident.alarms.filter((one) => one.clearedAt !== undefined);
  return {
    ...incident,
    lastAlarm: event.id,
    alarms: [...old.slice(-CLEARED_ALARMS_KEPT), ...open, raised],
  };
}

function cleared(incident: Incident, event: Of<'alarmCleared'>, at: number): Incident {
  const by = event.person === undefined ? {} : { clearedBy: event.person };
  return {
    ...incident,
    alarms: incident.alarms.map((one) =>
      one.id === event.id ? { ...one, clearedAt: at, ...by } : one,
    ),
  };
}
