import type { z } from 'zod';
import type { Command } from '../../domain/incident/commands.ts';
import type { ApiContext } from '../context.ts';
import { param, route } from '../route.ts';
import type { Call, Method, Route } from '../route.ts';
import * as schema from '../schemas/incidents.ts';
import { milliseconds } from '../schemas/texts.ts';
import { incidentIdOf } from '../show-incident.ts';

interface CommandSpec<Body> {
  readonly id: string;
  readonly method?: Method;
  /** Below `/v1/incidents/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly body: z.ZodType<Body>;
  readonly command: (body: Body, call: Call<Body, unknown>) => Command;
}

const ANSWERS = {
  200: { description: 'Done.', schema: schema.commandAnswer },
  202: {
    description: 'A second person has to approve, or it is received and not yet confirmed.',
    schema: schema.approvalAnswer,
  },
};

/** Every deed within an incident: one body, one command to the core. */
export function commandRoutes(context: ApiContext): readonly Route[] {
  const command = <Body>(spec: CommandSpec<Body>): Route =>
    route<Body>({
      id: spec.id,
      method: spec.method ?? 'post',
      path: `/v1/incidents/{id}${spec.path}`,
      tag: 'commands',
      summary: spec.summary,
      body: spec.body,
      limit: 128 * 1024,
      answers: ANSWERS,
      handle: (call) =>
        context.commands.answer(call, incidentIdOf(call), spec.command(call.body, call)),
    });
  return [taskCommands, holdingCommands, caseCommands, peopleCommands, lifeCommands].flatMap(
    (make) => make(command),
  );
}

type Make = <Body>(spec: CommandSpec<Body>) => Route;

function taskCommands(command: Make): readonly Route[] {
  return [
    command({
      id: 'acknowledgeTask',
      path: '/tasks/{task}/acknowledge',
      summary: 'Somebody has it: the caller, or whoever said so by phone, radio or in person.',
      body: schema.answering,
      command: (body, call) => ({
        type: 'acknowledge',
        task: param(call, 'task'),
        ...spoken(body),
      }),
    }),
    command({
      id: 'declineTask',
      path: '/tasks/{task}/decline',
      summary: 'Somebody cannot: the ladder moves on at once.',
      body: schema.answering,
      command: (body, call) => ({ type: 'decline', task: param(call, 'task'), ...spoken(body) }),
    }),
    command({
      id: 'completeTask',
      path: '/tasks/{task}/complete',
      summary: 'The task is done; its form goes with it.',
      body: schema.completing,
      command: (body, call) => ({
        type: 'complete',
        task: param(call, 'task'),
        via: 'console',
        ...body,
      }),
    }),
  ];
}

function holdingCommands(command: Make): readonly Route[] {
  return [
    command({
      id: 'reassignTask',
      path: '/tasks/{task}/reassign',
      summary: 'Another person is to hold it.',
      body: schema.reassigning,
      command: (body, call) => ({ type: 'reassign', task: param(call, 'task'), ...body }),
    }),
    command({
      id: 'retimeTask',
      path: '/tasks/{task}/retime',
      summary: 'Other times, with a reason.',
      body: schema.retiming,
      command: ({ acknowledgeBy, completeBy, reason }, call) => ({
        type: 'retime',
        task: param(call, 'task'),
        ...at('acknowledgeBy', acknowledgeBy),
        ...at('completeBy', completeBy),
        reason,
      }),
    }),
    command({
      id: 'waiveTask',
      path: '/tasks/{task}/waive',
      summary: 'A mandatory task is not to be done; a second person approves.',
      body: schema.waiving,
      command: ({ reason, reviewAt }, call) => ({
        type: 'waive',
        task: param(call, 'task'),
        reason,
        ...at('reviewAt', reviewAt),
      }),
    }),
  ];
}

function caseCommands(command: Make): readonly Route[] {
  return [
    command({
      id: 'insertTask',
      path: '/tasks',
      summary: 'A task that the playbook does not have.',
      body: schema.inserting,
      command: ({ acknowledgeWithin, completeBy, ...body }) => ({
        type: 'insertTask',
        ...body,
        ...(acknowledgeWithin === undefined
          ? {}
          : { acknowledgeWithin: milliseconds(acknowledgeWithin) }),
        ...at('completeBy', completeBy),
      }),
    }),
    command({
      id: 'setFact',
      path: '/facts',
      summary: 'Sets or proposes a fact, with source and confidence.',
      body: schema.settingFact,
      command: (body) => ({ type: 'setFact', ...body }),
    }),
    command({
      id: 'addNote',
      path: '/notes',
      summary: 'A note in the log.',
      body: schema.noting,
      command: ({ text }) => ({ type: 'note', text }),
    }),
    command({
      id: 'decide',
      path: '/decisions/{decision}',
      summary: 'Takes a decision that is open.',
      body: schema.deciding,
      command: (body, call) => ({ type: 'decide', decision: param(call, 'decision'), ...body }),
    }),
  ];
}

function peopleCommands(command: Make): readonly Route[] {
  return [
    command({
      id: 'approve',
      path: '/approvals/{approval}',
      summary: 'A second person approves or rejects.',
      body: schema.approving,
      command: (body, call) => ({ type: 'approve', approval: param(call, 'approval'), ...body }),
    }),
    command({
      id: 'appointRole',
      method: 'put',
      path: '/roles/{role}',
      summary: 'Appoints for this incident; wins over the roster.',
      body: schema.appointing,
      command: (body, call) => ({ type: 'appoint', role: param(call, 'role'), ...body }),
    }),
    command({
      id: 'clearIncidentAlarm',
      path: '/alarms/{alarm}/clear',
      summary: 'Somebody has seen to it.',
      body: schema.nothing,
      command: (_, call) => ({ type: 'clearAlarm', alarm: wholeNumber(param(call, 'alarm')) }),
    }),
  ];
}

function lifeCommands(command: Make): readonly Route[] {
  return [
    command({
      id: 'activate',
      path: '/activate',
      summary: 'One person activates.',
      body: schema.nothing,
      command: () => ({ type: 'activate' }),
    }),
    command({
      id: 'raiseEvent',
      path: '/events/{event}',
      summary: 'A named event has happened; its tasks open, any number of times.',
      body: schema.raising,
      command: (body, call) => ({ type: 'raise', event: param(call, 'event'), ...body }),
    }),
    command({
      id: 'endExercise',
      path: '/real',
      summary: 'A real event ends the exercise, by one person in one step.',
      body: schema.nothing,
      command: () => ({ type: 'endExercise' }),
    }),
    command({
      id: 'standDown',
      path: '/stand-down',
      summary: 'Asks for the stand-down; a second person approves.',
      body: schema.standingDown,
      command: ({ reason }) => ({ type: 'standDown', reason }),
    }),
    command({
      id: 'close',
      path: '/close',
      summary: 'Closes, once nothing blocks it.',
      body: schema.nothing,
      command: () => ({ type: 'close' }),
    }),
  ];
}

/** Entered for somebody else: how they said it. The caller's own word comes from the console. */
function spoken(
  body: z.infer<typeof schema.answering>,
): z.infer<typeof schema.answering> | { via: 'console' } {
  return body.via === undefined ? { ...body, via: 'console' } : body;
}

/** An instant as the core counts it. */
function at<Name extends string>(name: Name, text: string | undefined): { [N in Name]?: number } {
  // A computed member widens to an index signature; the name is exactly the one given.
  return (text === undefined ? {} : { [name]: Date.parse(text) }) as { [N in Name]?: number };
}

function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
