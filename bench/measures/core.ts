import { readFileSync } from 'node:fs';
import type { Command, StartIncident } from '../../domain/incident/commands.ts';
import { nextDeadline } from '../../domain/incident/deadlines.ts';
import { decide, decideStart, tick, type Decision } from '../../domain/incident/decide.ts';
import { fold } from '../../domain/incident/evolve.ts';
import type { LoggedEvent } from '../../domain/incident/events.ts';
import type { Incident } from '../../domain/incident/state.ts';
import type { Directory } from '../../domain/people/person.ts';
import type { Plan } from '../../domain/plan.ts';
import { compile } from '../../playbooks/compile.ts';
import { parseDefinition } from '../../playbooks/parse.ts';
import type { Measure } from '../measure.ts';
import { directory, plans, responder } from '../plans.ts';

const T0 = Date.parse('2026-03-02T09:00:00Z');

/** The pure core alone: no Temporal, no database, no network. */
export const core: Measure = {
  name: 'core',
  what: 'decide-and-evolve steps a second in the pure core',
  run({ quick, tell }) {
    const limitMs = quick ? 500 : 3_000;
    const [page] = plans();
    if (page === undefined) throw new Error('There is no playbook to measure.');
    tell('one page, acknowledged');
    const people = directory();
    const small = stepsPerSecond(limitMs, () => answered(page, people));
    tell('the shipped kidnap playbook, nobody answers for a day');
    const kidnap = shippedPlan('kidnap');
    const team = organisationOf(kidnap);
    const large = stepsPerSecond(limitMs, () => unanswered(kidnap, team));
    const log = unanswered(kidnap, team).log;
    const folding = stepsPerSecond(limitMs, () => {
      fold(log);
      return { steps: log.length };
    });
    return Promise.resolve([
      { what: 'decide and evolve, one-page incident', value: small, unit: 'steps/s' },
      { what: 'decide and evolve, kidnap playbook', value: large, unit: 'steps/s' },
      { what: 'log of a kidnap folded to its state', value: folding, unit: 'events/s' },
    ]);
  },
};

function stepsPerSecond(limitMs: number, story: () => { readonly steps: number }): number {
  story();
  const from = performance.now();
  let steps = 0;
  let spent = 0;
  while (spent < limitMs) {
    steps += story().steps;
    spent = performance.now() - from;
  }
  return Math.round((steps / spent) * 1_000);
}

function begin(plan: Plan, people: Directory): Extract<Decision, { ok: true }> {
  const start: StartIncident = {
    ...{ id: 'benchaaaaaaaaaaa', codeName: 'RAVEN', mode: 'live', timeFactor: 1 },
    ...{ plan, directory: people, facts: {}, activate: false, by: { proof: 'key' } },
  };
  return must(decideStart(start, T0));
}

function answered(plan: Plan, people: Directory): { readonly steps: number } {
  const started = begin(plan, people);
  const command: Command = { type: 'acknowledge', task: 'K0.01' };
  const by = { person: responder(0), access: 'responder', proof: 'sms' } as const;
  must(decide(started.incident, { id: 'reply', by, command }, T0 + 1_000));
  return { steps: 2 };
}

/** Every deadline of the first day, one tick each. */
function unanswered(
  plan: Plan,
  people: Directory,
): { readonly steps: number; readonly log: readonly LoggedEvent[] } {
  const started = begin(plan, people);
  const log: LoggedEvent[] = [...started.events];
  let incident: Incident = started.incident;
  let steps = 1;
  for (let now = T0; steps < 300; steps += 1) {
    const next = nextDeadline(incident, now);
    if (next === undefined || next > T0 + 86_400_000) break;
    now = next;
    const decision = must(tick(incident, now));
    incident = decision.incident;
    log.push(...decision.events);
  }
  return { steps, log };
}

function must(decision: Decision): Extract<Decision, { ok: true }> {
  if (!decision.ok) throw new Error(`the core refused: ${decision.refusal.code}`);
  return decision;
}

function organisationOf(plan: Plan): Directory {
  const all = Object.values(directory().people);
  const roles = Object.keys(plan.roles);
  const holders = roles.map((_, index) => all.slice(2 * index, 2 * index + 2));
  return {
    revision: 1,
    people: Object.fromEntries(holders.flat().map((person) => [person.id, person])),
    roster: Object.fromEntries(
      roles.map((role, index) => [role, (holders[index] ?? []).map(({ id }) => id)]),
    ),
    suppressed: [],
  };
}

function shippedPlan(name: string): Plan {
  const file = new URL(`../../playbooks/definitions/${name}.yaml`, import.meta.url);
  const parsed = parseDefinition(readFileSync(file, 'utf8'));
  if (!parsed.ok) throw new Error(`the shipped playbook ${name} is not sound`);
  return compile(parsed.definition, name);
}
