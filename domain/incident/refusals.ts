/** Every reason for which the core refuses a command. The edge maps each to an answer once. */
export const REFUSALS = {
  'incident-closed': 'The incident is closed.',
  'incident-not-closable': 'Something still blocks closure; see blockers.',
  'incident-not-active': 'The incident has not been activated.',
  'already-active': 'The incident is active already.',
  'already-stood-down': 'The incident has been stood down.',
  'not-stood-down': 'The incident has not been stood down.',
  'not-resolved': 'A victim is not resolved yet; stand-down as resolved has to wait.',
  'task-unknown': 'There is no such task in this incident.',
  'task-ambiguous': 'Several tasks of this series are open; name one, for instance K3.01.7.',
  'task-closed': 'The task is closed.',
  'task-not-waivable': 'This task can never be waived.',
  'not-for-you': 'This person was not paged for the task and holds no role that may take it.',
  'person-unknown': 'There is no such person in the directory.',
  'person-suppressed': 'This person must not be paged or assigned.',
  'person-required': 'A key that belongs to nobody cannot do this; use a person’s own key.',
  'role-unknown': 'The playbook has no such role.',
  'role-excluded': 'This person has held a role that excludes this one.',
  'ladder-unknown': 'The playbook has no such ladder.',
  'fact-unknown': 'The playbook declares no such fact.',
  'fact-mistyped': 'The value does not fit the fact’s type.',
  'subject-unknown': 'There is no such person among the facts.',
  'subject-required': 'This fact is kept per person: name the subject.',
  'not-a-setter': 'Your role may not set or propose this fact.',
  'source-required': 'Name the source.',
  'second-source-needed': 'A second, different source is needed.',
  'decision-unknown': 'There is no such decision open.',
  'option-unknown': 'The decision offers no such option now.',
  'form-invalid': 'The form is not complete.',
  'form-required': 'This task is completed with its form.',
  'decision-required': 'This task is completed by deciding.',
  'weak-proof': 'This needs a signed-in person; a text or a link is not enough.',
  'approval-unknown': 'There is no such approval waiting.',
  'approval-not-entitled': 'Your role may not approve this.',
  'approval-same-person': 'A different person has to approve.',
  'request-not-entitled': 'Your role may not ask for this.',
  'event-unknown': 'The playbook declares no such event.',
  'time-past': 'The time lies in the past.',
  'not-an-exercise': 'The incident is not an exercise.',
  'alarm-unknown': 'There is no such alarm.',
  'command-unknown': 'The incident knows no such command.',
  'access-denied': 'Your key does not allow this.',
  'engine-fault': 'The engine failed on this command; nothing changed.',
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** One thing that keeps an incident from closing. */
export interface Blocker {
  readonly code: string;
  readonly task?: string;
  readonly detail?: string;
}

/** The core's "no": a code, and where it helps the field at fault or the blockers. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly fields?: readonly { readonly path: string; readonly message: string }[];
  readonly blockers?: readonly Blocker[];
}
