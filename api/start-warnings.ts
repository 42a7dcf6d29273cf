import { holdersOf, reachOf } from '../domain/incident/roles.ts';
import type { Incident } from '../domain/incident/state.ts';
import type { RoleCode } from '../domain/plan.ts';

/** Whether a channel reaches people, simulated phones, or is not configured. */
export type ChannelState = 'real' | 'simulated' | 'absent';
export interface SimulatedState {
  readonly sms: ChannelState;
  readonly email: ChannelState;
}

/** What a start should know and is never refused for (contract). */
export interface StartWarning {
  readonly code: 'role-empty' | 'no-deputy' | 'one-channel' | 'simulated-channels' | 'review-due';
  readonly role?: RoleCode;
}

/** Roles that tasks of this plan page, without holder, deputy or second channel. */
export function startWarnings(
  incident: Incident,
  channels: SimulatedState,
  today: string,
): readonly StartWarning[] {
  const paged = new Set(incident.plan.tasks.flatMap((task) => [task.role, ...task.with]));
  const roles = Object.keys(incident.plan.roles).filter((role) => paged.has(role));
  const isSimulated = channels.sms === 'simulated' && channels.email === 'simulated';
  const { reviewBy } = incident.plan;
  return [
    ...(isSimulated && incident.mode === 'live' ? [{ code: 'simulated-channels' as const }] : []),
    ...(reviewBy !== undefined && reviewBy < today ? [{ code: 'review-due' as const }] : []),
    ...roles.flatMap((role) => roleWarnings(incident, role)),
  ];
}

function roleWarnings(incident: Incident, role: RoleCode): readonly StartWarning[] {
  const reaches = holdersOf(incident, role).map((person) => reachOf(incident, person));
  const reachable = reaches.filter((reach) => reach.ok);
  if (reachable.length === 0) return [{ code: 'role-empty', role }];
  const hasOneChannel = reachable.some(({ sms, email }) => sms.length === 0 || email.length === 0);
  return [
    ...(reachable.length === 1 ? [{ code: 'no-deputy' as const, role }] : []),
    ...(hasOneChannel ? [{ code: 'one-channel' as const, role }] : []),
  ];
}
