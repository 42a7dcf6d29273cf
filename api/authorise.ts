/**
 * Who may ask for what. Deny by default: a route that has no row here answers 403 to everybody. What
 * a person may do within an incident is the core's to say, by role; this table only keeps keys in
 * their place.
 */
import type { Access } from '../domain/incident/commands.ts';

/** `anyone`: no key needed. */
export type Admission = 'anyone' | readonly Access[];

const ALL: readonly Access[] = ['administrator', 'coordinator', 'responder', 'reader'];
const ACTING: readonly Access[] = ['coordinator', 'responder'];
const LEADING: readonly Access[] = ['administrator', 'coordinator'];
const COORDINATING: readonly Access[] = ['coordinator'];
const SETTING_UP: readonly Access[] = ['administrator'];

export const ADMISSION: Readonly<Record<string, Admission>> = {
  healthz: 'anyone',
  readyz: 'anyone',
  metrics: 'anyone',
  openapi: 'anyone',
  claimKeyPage: 'anyone',
  claimKey: 'anyone',
  linkPage: 'anyone',
  linkAct: 'anyone',
  twilioSms: 'anyone',
  twilioVoice: 'anyone',
  twilioStatus: 'anyone',

  putPerson: LEADING,
  listPeople: LEADING,
  getPerson: LEADING,
  createKey: SETTING_UP,
  revokeKey: SETTING_UP,
  listRoster: ALL,
  putRoster: LEADING,

  listPlaybooks: ALL,
  getPlaybook: ALL,
  getPlaybookVersion: ALL,

  startIncident: LEADING,
  listIncidents: ALL,
  getIncident: ALL,
  listTasks: ALL,
  listRoles: ALL,
  readLog: ALL,
  followEvents: ALL,
  appointRole: LEADING,

  acknowledgeTask: ACTING,
  declineTask: ACTING,
  completeTask: ACTING,
  reassignTask: ACTING,
  retimeTask: ACTING,
  waiveTask: ACTING,
  insertTask: ACTING,
  setFact: ACTING,
  addNote: ACTING,
  decide: ACTING,
  approve: ACTING,
  activate: ACTING,
  raiseEvent: ACTING,
  endExercise: ACTING,
  standDown: ACTING,
  close: ACTING,
  clearIncidentAlarm: ACTING,

  listAlarms: LEADING,
  clearAlarm: LEADING,

  suspend: COORDINATING,
  resume: COORDINATING,
  movePhase: COORDINATING,
  handOver: COORDINATING,
  linkIncident: COORDINATING,
  adopt: COORDINATING,
  putDraft: SETTING_UP,
  checkDraft: SETTING_UP,
  simulateDraft: SETTING_UP,
  submitDraft: SETTING_UP,
  approveDraft: SETTING_UP,
  publishPlaybook: SETTING_UP,
  retirePlaybook: SETTING_UP,
  restorePlaybook: SETTING_UP,
  comparePlaybook: SETTING_UP,
};

/** May a caller with this access ask for this operation? */
export function isAdmitted(operation: string, access: Access | undefined): boolean {
  const admission = Object.hasOwn(ADMISSION, operation) ? ADMISSION[operation] : undefined;
  if (admission === undefined) return false;
  return admission === 'anyone' || (access !== undefined && admission.includes(access));
}
