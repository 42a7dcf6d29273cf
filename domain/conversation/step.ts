/** One step of a conversation in the making, and the few ways in which it may change. */
import type { IncidentId, PageState } from '../incident/state.ts';
import type { PageChannel } from '../people/person.ts';
import type { Tell, ToldCommand } from './news.ts';
import type {
  AskedCommand,
  Conversation,
  Dispatch,
  FrozenMessage,
  HeldCode,
  PageReference,
} from './state.ts';

/** One step in the making: the state so far, and what it asks to be done. Lives for one call. */
export interface Step {
  state: Conversation;
  readonly now: number;
  /** Numbers in [0, 1); inside a workflow these are deterministic. */
  readonly random: () => number;
  readonly sends: Dispatch[];
  readonly asks: AskedCommand[];
  readonly told: { readonly incident: IncidentId; readonly command: ToldCommand }[];
}

export function change(step: Step, changes: Partial<Conversation>): void {
  step.state = { ...step.state, ...changes };
}

/** Freezes a message and asks for it to be sent. */
export function dispatch(
  step: Step,
  what: Pick<Dispatch, 'channel' | 'purpose' | 'to' | 'pages'>,
  message: FrozenMessage,
): void {
  const n = step.state.lastDispatch + 1;
  const frozen: Dispatch = {
    ...what,
    id: `${step.state.name}.${step.state.since.toString(36)}.${n.toString(36)}`,
    at: step.now,
    state: 'queued',
    message,
  };
  change(step, { lastDispatch: n, dispatches: [...step.state.dispatches, frozen] });
  step.sends.push(frozen);
}

/** Tells the incidents how far these pages got on a channel. */
export function report(
  step: Step,
  pages: readonly PageReference[],
  how: {
    readonly channel: PageChannel;
    readonly state: PageState;
    readonly optedOut?: boolean;
  },
): void {
  for (const { incident, task, leg, page } of pages) {
    step.told.push({
      incident,
      command: { type: 'delivery', reports: [{ task, leg, page, ...how }] },
    });
  }
}

/** Word to each incident that has a code here, once for each person of theirs. */
export function tellHolders(
  step: Step,
  codes: readonly HeldCode[],
  command: (person: string) => ToldCommand,
): void {
  const told = new Set<string>();
  for (const { incident, person } of codes) {
    const holder = JSON.stringify([incident, person]);
    if (told.has(holder)) continue;
    told.add(holder);
    step.told.push({ incident, command: command(person) });
  }
}

/** Delivery reports of one step to one incident travel as one command. */
export function tellsOf(step: Step): readonly Tell[] {
  const tells: Tell[] = [];
  for (const { incident, command } of step.told) {
    const earlier = tells.findIndex(
      (tell) => tell.incident === incident && tell.command.type === 'delivery',
    );
    const merged = tells[earlier];
    if (command.type === 'delivery' && merged?.command.type === 'delivery') {
      const reports = [...merged.command.reports, ...command.reports];
      tells[earlier] = { ...merged, command: { type: 'delivery', reports } };
      continue;
    }
    tells.push({ id: nextTellId(step), incident, command });
  }
  return tells;
}

function nextTellId(step: Step): string {
  const n = step.state.lastTell + 1;
  change(step, { lastTell: n });
  return `told/${step.state.name}.${step.state.since.toString(36)}.${n.toString(36)}`;
}
