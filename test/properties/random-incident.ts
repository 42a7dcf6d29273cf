import type { CommandEnvelope } from '../../domain/incident/commands.ts';
import { decide, decideStart, tick } from '../../domain/incident/decide.ts';
import type { Decision } from '../../domain/incident/decide.ts';
import { nextDeadline } from '../../domain/incident/deadlines.ts';
import type { LoggedEvent } from '../../domain/incident/events.ts';
import { fold } from '../../domain/incident/evolve.ts';
import type { MessageOrder } from '../../domain/incident/orders.ts';
import type { Incident } from '../../domain/incident/state.ts';
import type { Directory } from '../../domain/people/person.ts';
import type { Plan } from '../../domain/plan.ts';
import { byKey, T0 } from '../harness/core-story.ts';
import { organisationFor, person } from '../harness/organisation.ts';
import type { Chance } from './chance-command.ts';
import { chanceActor, chanceCommand, SECRET } from './chance-command.ts';
import { holdLaws } from './laws.ts';
import type { Step } from './laws.ts';

/** One thing that chance lets happen. */
export interface Turn extends Chance {
  /** Minutes until it happens. */
  readonly wait: number;
  /** How time passes until then: every deadline at its instant, or none at all (engine dead). */
  readonly engineDead: boolean;
  /** Afterwards the state is carried over as JSON (a roll), or built anew from the log. */
  readonly restart: 'none' | 'roll' | 'fold';
  /** The same command arrives a second time. */
  readonly again: boolean;
}

/** An organisation with an outsider on the roster and people who are in no exercise. */
function organisation(plan: Plan): Directory {
  const base = organisationFor(plan);
  const people = Object.fromEntries(
    Object.values(base.people).map((one, at) => [
      one.id,
      { ...one, name: `${SECRET} ${one.id}`, exercise: at % 5 !== 4 },
    ]),
  );
  const police = person('police', 900, { outside: true, exercise: true });
  return {
    ...base,
    people: { ...people, police },
    roster: Object.fromEntries(
      Object.entries(base.roster).map(([role, holders], at) => [
        role,
        at % 4 === 1 ? ['police', ...holders] : holders,
      ]),
    ),
  };
}

/** An incident to which chance happens, and the laws that have to hold all the while. */
export class RandomIncident {
  incident: Incident;
  now = T0;
  readonly log: LoggedEvent[] = [];
  readonly messages: MessageOrder[] = [];
  readonly keys = new Set<string>();
  #commands = 0;

  constructor(plan: Plan, mode: 'live' | 'exercise', activate: boolean) {
    const decision = decideStart(
      {
        id: 'test',
        codeName: 'RAVEN',
        mode,
        timeFactor: 1,
        plan,
        directory: organisation(plan),
        facts: {},
        activate,
        by: byKey('CC'),
      },
      T0,
    );
    if (!decision.ok) throw new Error(`start refused: ${JSON.stringify(decision)}`);
    this.incident = decision.incident;
    this.#keep(undefined, decision);
  }

  run(turns: readonly Turn[]): void {
    for (const turn of turns) {
      const then = this.now + turn.wait * 60_000;
      if (turn.engineDead) this.now = then;
      else this.until(then);
      this.#happens(turn);
      this.#restart(turn.restart);
    }
  }

  /** Runs every deadline at its instant. */
  until(end: number): void {
    for (;;) {
      const next = nextDeadline(this.incident, this.now);
      if (next === undefined || next > end) break;
      this.now = next;
      const before = this.incident;
      this.#keep({ before }, tick(before, next));
      const again = tick(this.incident, next);
      if (!again.ok || again.events.length > 0) throw new Error('a second tick changed something');
    }
    this.now = end;
  }

  #happens(turn: Turn): void {
    this.#commands += 1;
    const before = this.incident;
    const envelope: CommandEnvelope = {
      id: `c${this.#commands}`,
      by: chanceActor(before, turn),
      command: chanceCommand(before, turn, this.now),
    };
    this.#keep({ before, envelope }, decide(before, envelope, this.now));
    if (!turn.again) return;
    const again = decide(this.incident, envelope, this.now);
    if (again.ok && again.events.length > 0) {
      throw new Error(`${envelope.command.type}: the repeat changed something`);
    }
  }

  #restart(how: Turn['restart']): void {
    if (how === 'roll') this.incident = JSON.parse(JSON.stringify(this.incident)) as Incident;
    if (how === 'fold') this.incident = fold(this.log) ?? this.incident;
  }

  #keep(from: Pick<Step, 'before' | 'envelope'> | undefined, decision: Decision): void {
    if (!decision.ok) {
      if (decision.refusal.code === 'engine-fault') throw new Error(`fault: ${decision.fault}`);
      return;
    }
    this.incident = decision.incident;
    this.log.push(...decision.events);
    this.messages.push(...decision.effects.messages);
    holdLaws({ ...from, decision, now: this.now }, this.keys);
  }
}
