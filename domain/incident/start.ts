import type { LoggedEvent } from './events.ts';
import type { StartIncident } from './commands.ts';
import type { Incident } from './state.ts';

/** The incident as it is before anything but its start has happened. */
export function emptyIncident(start: Omit<StartIncident, 'by'>, logged: LoggedEvent): Incident {
  return {
    v: 1,
    id: start.id,
    codeName: start.codeName,
    mode: start.mode,
    timeFactor: start.timeFactor,
    plan: start.plan,
    status: 'intake',
    startedAt: logged.at,
    seq: logged.seq,
    lastTaskNumber: 0,
    directory: start.directory,
    personNumbers: {},
    appointed: {},
    everHeld: {},
    phases: {},
    tasks: {},
    milestones: {},
    facts: {},
    subjects: [],
    suppressed: [],
    approvals: {},
    lastApproval: 0,
    quorums: {},
    conditionsSince: {},
    raised: {},
    series: {},
    alarms: [],
    lastAlarm: 0,
    optedOut: [],
    reached: [],
    applied: [],
  };
}
