import type { Actor, Command, StartIncident } from '../../domain/incident/commands.ts';
import { decide, decideStart, tick } from '../../domain/incident/decide.ts';
import type { Decision } from '../../domain/incident/decide.ts';
import { nextDeadline } from '../../domain/incident/deadlines.ts';
import type { IncidentEvent, LoggedEvent } from '../../domain/incident/events.ts';
import type { MessageOrder } from '../../domain/incident/orders.ts';
import type { RefusalCode } from '../../domain/incident/refusals.ts';
import type { Incident, PageState } from '../../domain/incident/state.ts';
import type { PageChannel } from '../../domain/people/person.ts';
import type { Plan } from '../../domain/plan.ts';
import { organisationFor } from './organisation.ts';

export const T0 = Date.parse('2026-03-02T09:00:00Z');

/** `09:05`, `09:05:30`, `d3 09:00` (three days later) on the day of T0. */
export function instant(text: string): number {
  const [day, clock] = text.startsWith('d') ? text.slice(1).split(' ') : ['0', text];
  const [hours = '0', minutes = '0', seconds = '0'] = (clock ?? '').split(':');
  const midnight = Date.parse('2026-03-02T00:00:00Z');
  return (
    midnight +
    Number(day) * 86_400_000 +
    Number(hours) * 3_600_000 +
    Number(minutes) * 60_000 +
    Number(seconds) * 1_000
  );
}

export function clockText(at: number): string {
  return new Date(at).toISOString().slice(11, 19).replace(/:00$/, '');
}

export const byKey = (person: string): Actor => ({ person, access: 'coordinator', proof: 'key' });
export const bySms = (person: string): Actor => ({ person, access: 'responder', proof: 'sms' });

/** An incident in the pure core, with a clock that runs every deadline on the way. */
export class CoreStory {
  incident: Incident;
  now: number;
  readonly log: LoggedEvent[] = [];
  readonly messages: MessageOrder[] = [];
  #command = 0;

  constructor(plan: Plan, more: Partial<StartIncident> = {}, start = T0) {
    const decision = decideStart(
      {
        id: 'test',
        codeName: 'RAVEN',
        mode: 'live',
        timeFactor: 1,
        plan,
        directory: organisationFor(plan),
        facts: {},
        activate: false,
        by: byKey('CC'),
        ...more,
      },
      start,
    );
    if (!decision.ok) throw new Error(`start refused: ${JSON.stringify(decision)}`);
    this.incident = decision.incident;
    this.now = start;
    this.#keep(decision);
  }

  /** Lets time pass, running each deadline at its own instant. */
  until(text: string | number): this {
    const end = typeof text === 'number' ? text : instant(text);
    for (;;) {
      const next = nextDeadline(this.incident, this.now);
      if (next === undefined || next > end) break;
      this.now = next;
      this.#keep(this.#must(tick(this.incident, this.now)));
    }
    this.now = end;
    return this;
  }

  /** The engine was dead until then: one tick, late. */
  deadUntil(text: string): this {
    this.now = instant(text);
    this.#keep(this.#must(tick(this.incident, this.now)));
    return this;
  }

  does(by: Actor, command: Command): this {
    this.#keep(this.#must(this.#decide(by, command)));
    return this;
  }

  /** Answer of the core to a command that has to be refused. */
  refused(by: Actor, command: Command): RefusalCode {
    const decision = this.#decide(by, command);
    if (decision.ok) throw new Error(`${command.type} should have been refused`);
    return decision.refusal.code;
  }

  /** The provider reports on the latest page of this task to this person. */
  reported(task: string, who: string, states: Partial<Record<PageChannel, PageState>>): this {
    const legs = this.task(task).legs;
    const reports = legs.flatMap((leg, index) =>
      leg.pages
        .filter((page) => page.person === who)
        .flatMap((page) =>
          Object.entries(states).map(([channel, state]) => ({
            task,
            leg: index,
            page: channel === 'email' ? (page.earlier ?? page.n) : page.n,
            channel: channel === 'email' ? ('email' as const) : ('sms' as const),
            state,
          })),
        ),
    );
    return this.does({ proof: 'system' }, { type: 'delivery', reports });
  }

  /** How far the latest page of a task to somebody got, as the board shows it. */
  states(task: string, who: string): Readonly<Partial<Record<PageChannel, PageState>>> {
    const pages = this.task(task).legs.flatMap((leg) => leg.pages);
    return pages.find((page) => page.person === who)?.states ?? {};
  }

  /** Asks and approves. */
  twoPeople(one: string, other: string, command: Command, source?: string): this {
    const decision = this.#must(this.#decide(byKey(one), command));
    this.#keep(decision);
    if (decision.approval === undefined) throw new Error(`${command.type} asked for no approval`);
    return this.does(byKey(other), {
      type: 'approve',
      approval: decision.approval,
      verdict: 'approve',
      ...(source === undefined ? {} : { source }),
    });
  }

  events<T extends IncidentEvent['type']>(type: T): Extract<IncidentEvent, { type: T }>[] {
    return this.log.flatMap(({ event }) =>
      event.type === type ? [event as Extract<IncidentEvent, { type: T }>] : [],
    );
  }

  /** `11:02 resend Ada` for every message of a task, in order. */
  told(task: string): string[] {
    return this.messages
      .filter((order) => order.task === task)
      .map((order) => `${clockText(order.at)} ${order.kind} ${order.person}`);
  }

  task(id: string) {
    const task = this.incident.tasks[id];
    if (task === undefined) {
      throw new Error(`no task ${id}; there are ${Object.keys(this.incident.tasks).join(' ')}`);
    }
    return task;
  }

  #decide(by: Actor, command: Command): Decision {
    this.#command += 1;
    return decide(this.incident, { id: `c${this.#command}`, by, command }, this.now);
  }

  #must(decision: Decision): Extract<Decision, { ok: true }> {
    if (!decision.ok) throw new Error(`refused: ${JSON.stringify(decision)}`);
    return decision;
  }

  #keep(decision: Extract<Decision, { ok: true }>): void {
    this.incident = decision.incident;
    this.log.push(...decision.events);
    this.messages.push(...decision.effects.messages);
  }
}
