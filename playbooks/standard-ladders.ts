/**
 * The ladders of domain page 0.3, in the playbook language. A definition may replace any of them.
 * All figures are defaults of the practice (D), but the five-minute step (PagerDuty's guidance).
 */
import type { LadderDefinition, OverdueDefinition } from './language.ts';

const life: LadderDefinition = {
  rungs: [
    { after: '0 minutes', to: ['owner'] },
    { after: '2 minutes', to: ['owner'], resend: true },
    { after: '5 minutes', to: ['deputy'] },
    { after: '10 minutes', to: ['CC', 'DO'] },
    { after: '15 minutes', to: ['CML', 'CML-D'] },
    { after: '20 minutes', to: ['everyone'], phoneRound: true },
  ],
  last: { every: '5 minutes', to: ['everyone'] },
};

const urgent: LadderDefinition = {
  rungs: [
    { after: '0 minutes', to: ['owner'] },
    { after: '10 minutes', to: ['owner'], resend: true },
    { after: '15 minutes', to: ['deputy'] },
    { after: '30 minutes', to: ['CC'] },
    { after: '60 minutes', to: ['CML'] },
  ],
  last: { every: '60 minutes', to: ['owner', 'deputy', 'CC', 'CML'] },
};

const routine: LadderDefinition = {
  rungs: [
    { after: '0 minutes', to: ['owner'] },
    { after: '4 hours', to: ['owner'], resend: true },
    { after: '24 hours', to: ['deputy', 'CC'] },
    { after: '48 hours', to: ['CML'] },
  ],
  last: { every: '24 hours', to: ['owner', 'deputy', 'CC', 'CML'] },
};

export const STANDARD_LADDERS: Readonly<Record<string, LadderDefinition>> = {
  LIFE: life,
  URGENT: urgent,
  ROUTINE: routine,
};

/** OVERDUE: the completion ladder that every task has. */
export const STANDARD_OVERDUE: OverdueDefinition = {
  reminderShare: 0.75,
  reminderMinimum: '60 minutes',
  dueTo: ['owner', 'deputy', 'CC'],
  stepShare: 0.5,
  stepMinimum: '10 minutes',
  stepMaximum: '24 hours',
  firstStepTo: ['CML'],
  nextStepsTo: ['CML', 'SPO'],
};
