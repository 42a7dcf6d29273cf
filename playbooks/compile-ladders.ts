import type { Ladder, OverduePlan, RungTarget } from '../domain/plan.ts';
import type { LadderDefinition, OverdueDefinition } from './language.ts';
import { milliseconds } from './language/basics.ts';

function compileTarget(target: string): RungTarget {
  if (target === 'owner' || target === 'deputy' || target === 'everyone') return { kind: target };
  return target.endsWith('-D')
    ? { kind: 'roleDeputy', role: target.slice(0, -2) }
    : { kind: 'role', role: target };
}

export function compileLadder(name: string, ladder: LadderDefinition): Ladder {
  if (!ladder.last) throw new Error(`ladder ${name} has no last resort`);
  return {
    name,
    rungs: ladder.rungs.map((rung) => ({
      after: milliseconds(rung.after),
      to: rung.to.map(compileTarget),
      ...(rung.resend && { resend: true }),
      ...(rung.phoneRound && { phoneRound: true }),
    })),
    last: { every: milliseconds(ladder.last.every), to: ladder.last.to.map(compileTarget) },
  };
}

export function compileOverdue(overdue: OverdueDefinition): OverduePlan {
  return {
    reminderShare: overdue.reminderShare,
    reminderMinimum: milliseconds(overdue.reminderMinimum),
    dueTo: overdue.dueTo.map(compileTarget),
    stepShare: overdue.stepShare,
    stepMinimum: milliseconds(overdue.stepMinimum),
    stepMaximum: milliseconds(overdue.stepMaximum),
    firstStepTo: overdue.firstStepTo.map(compileTarget),
    nextStepsTo: overdue.nextStepsTo.map(compileTarget),
  };
}
