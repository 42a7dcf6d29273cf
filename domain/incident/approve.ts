import { holdsAny, needsStrongPerson } from './authority.ts';
import type { Command } from './commands.ts';
import type { Draft } from './draft.ts';
import { isOpen, waitingFor } from './open-task.ts';
import type { Refusal } from './refusals.ts';
import type { Approval } from './state.ts';

/** Runs a command whose approval is complete; given by the dispatcher so that files form no circle. */
export type RunApproved = (draft: Draft, command: Command) => Refusal | undefined;

/** The second person's word. People are counted, never keys or roles. */
export function approve(
  draft: Draft,
  command: Extract<Command, { type: 'approve' }>,
  run: RunApproved,
): Refusal | undefined {
  const approval = draft.incident.approvals[command.approval];
  if (approval === undefined) return { code: 'approval-unknown' };
  const weak = needsStrongPerson(draft.by);
  if (weak !== undefined) return weak;
  const person = draft.by.person ?? '';
  if (!holdsAny(draft.incident, person, approval.mayApprove)) {
    return { code: 'approval-not-entitled' };
  }
  if (person === approval.requestedBy.person || approval.approvedBy.includes(person)) {
    return { code: 'approval-same-person' };
  }
  if (command.verdict === 'reject') {
    reject(draft, approval, person, command.reason);
    return undefined;
  }
  if (approval.secondSource) {
    const same = fold(command.source) === fold(approval.source);
    if (command.source === undefined || same) return { code: 'second-source-needed' };
  }
  return give(draft, approval, { person, source: command.source }, run);
}

function fold(source: string | undefined): string {
  return (source ?? '').trim().toLowerCase();
}

function reject(
  draft: Draft,
  approval: Approval,
  person: string,
  reason: string | undefined,
): void {
  draft.emit({
    type: 'approvalRejected',
    approval: approval.id,
    person,
    ...(reason === undefined ? {} : { reason }),
  });
  settleTask(draft, approval, person);
}

function give(
  draft: Draft,
  approval: Approval,
  by: { person: string; source: string | undefined },
  run: RunApproved,
): Refusal | undefined {
  const complete = approval.approvedBy.length + 1 >= approval.needed;
  draft.emit({
    type: 'approvalGiven',
    approval: approval.id,
    person: by.person,
    complete,
    ...(by.source === undefined ? {} : { source: by.source }),
  });
  if (!complete) return undefined;
  settleTask(draft, approval, by.person);
  // What was frozen is carried out as the requester's deed; when it no longer fits, nothing changes.
  return draft.as(approval.requestedBy, () => run(draft, approval.command));
}

/** The task that asked for the approval is done. */
function settleTask(draft: Draft, approval: Approval, person: string): void {
  const task = draft.incident.tasks[approval.task];
  if (task === undefined || !isOpen(task)) return;
  draft.emit({
    type: 'taskCompleted',
    task: task.id,
    person,
    via: 'console',
    told: waitingFor(task).filter((one) => one !== person),
  });
}
