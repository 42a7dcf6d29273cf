/**
 * One incident: a thin, durable shell round `decide`. It takes commands, carries out what the
 * events call for, and sleeps until the next deadline, for hours or months.
 */
import {
  allHandlersFinished,
  condition,
  makeContinueAsNewFunc,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { CommandEnvelope } from '../domain/incident/commands.ts';
import { SYSTEM } from '../domain/incident/draft.ts';
import { DAY } from '../domain/time.ts';
import { AlarmClock } from './incident-clock.ts';
import { Background, carryOut } from './incident-effects.ts';
import { guarded, IncidentShell, refusal } from './incident-shell.ts';
import {
  commandSignal,
  commandUpdate,
  incidentQuery,
  SEARCH_ATTRIBUTES,
  unsealedQuery,
} from './messages.ts';
import type { IncidentInput } from './messages.ts';

/** Replaying a long history is what keeps a restarted worker from catching up (temporal.md 1). */
const ROLL_AT_EVENTS = 250;
/** From here on the roll no longer waits for the background: it is asked for again, under its keys. */
const ROLL_ANYWAY_AT_EVENTS = 4 * ROLL_AT_EVENTS;

/** Runs until the incident is closed and its log complete; rolls on the way. */
export async function incident(input: IncidentInput): Promise<void> {
  const shell = IncidentShell.open(input);
  const background = new Background();
  const alarm = new AlarmClock();
  hear(shell);
  shell.tick();
  // A roll carries the search attributes over; the first task sets them.
  let listed = input.start === undefined ? shell.incident.status : undefined;
  while (shell.incident.status !== 'closed') {
    await act(shell, background);
    if (listed !== shell.incident.status) listed = list(shell);
    if (shell.stirred) continue;
    if (rollIsDue() && mayRoll(background)) await roll(await rested(shell, background));
    alarm.set(shell.wakeAt);
    await condition(() => shell.stirred || alarm.rang || (rollIsDue() && mayRoll(background)));
    if (alarm.rang) shell.tick();
  }
  await finish(shell, background);
}

const roll = makeContinueAsNewFunc<typeof incident>({ initialVersioningBehavior: 'AUTO_UPGRADE' });

/** Handlers are registered before the first wait, change state and return. */
function hear(shell: IncidentShell): void {
  setHandler(
    commandUpdate,
    guarded('command', (envelope: CommandEnvelope) => shell.take(envelope)),
    {
      validator: guarded('command', (envelope: CommandEnvelope) => {
        const decision = shell.consider(envelope);
        if (!decision.ok) throw refusal(decision);
      }),
    },
  );
  setHandler(commandSignal, (envelope: CommandEnvelope) => {
    // A refused late command changes nothing; whoever sent it reads that in the log.
    if (shell.consider(envelope).ok) guarded('commandLater', () => shell.take(envelope))(undefined);
  });
  setHandler(incidentQuery, () => shell.incident);
  setHandler(unsealedQuery, ({ after }) =>
    shell.recorder.unsealed.filter((logged) => logged.seq > after),
  );
}

/** Pages and log side by side: the first text does not wait for the database. */
async function act(shell: IncidentShell, background: Background): Promise<void> {
  const effects = shell.takePending();
  await Promise.all([
    carryOut(shell.incident.id, effects, background),
    shell.recorder.write(() => shell.incident, background),
  ]);
}

/** What an operator may filter by, in one upsert: it is one event whether one or both change. */
function list(shell: IncidentShell): typeof shell.incident.status {
  const { status, mode } = shell.incident;
  upsertSearchAttributes({
    [SEARCH_ATTRIBUTES.status]: [status],
    [SEARCH_ATTRIBUTES.mode]: [mode],
  });
  return status;
}

function rollIsDue(): boolean {
  const { historyLength, runStartTime } = workflowInfo();
  return historyLength >= ROLL_AT_EVENTS || Date.now() - runStartTime.getTime() >= DAY;
}

function mayRoll(background: Background): boolean {
  return !background.busy || workflowInfo().historyLength >= ROLL_ANYWAY_AT_EVENTS;
}

/** What crosses the roll, long-closed tasks left behind. */
async function rested(shell: IncidentShell, background: Background): Promise<IncidentInput> {
  const through = shell.recorder.sealedThrough;
  shell.take({
    id: `archive/${shell.incident.seq}`,
    by: SYSTEM,
    command: { type: 'archive', through },
  });
  await act(shell, background);
  await condition(allHandlersFinished);
  return { carried: shell.carried(background.unfinished) };
}

/** The last words go out and the log is sealed whole before the incident ends. */
async function finish(shell: IncidentShell, background: Background): Promise<void> {
  list(shell);
  await act(shell, background);
  await condition(() => !background.busy);
  await shell.recorder.writePatiently(() => shell.incident);
  await condition(allHandlersFinished);
}
