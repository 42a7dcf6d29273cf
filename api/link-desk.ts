/** What a link still allows: read from the incident as it stands, acted on through its commands. */
import { randomBytes } from 'node:crypto';
import { readFields } from '../console/fields.ts';
import type { Field } from '../console/shown.ts';
import type { Command } from '../domain/incident/commands.ts';
import type { Incident, Task } from '../domain/incident/state.ts';
import { showFormPlan } from '../domain/incident/view-task.ts';
import { linkChoices } from '../domain/paging/link-choice.ts';
import type { FactValue, FieldPlan, TaskPlan } from '../domain/plan.ts';
import type { PersonId } from '../domain/people/person.ts';
import type { LinkClaims } from '../channels/link-token.ts';
import type { ApiContext } from './context.ts';
import { keyedId } from './identifiers.ts';
import { incidentNow } from './incident-reader.ts';
import type { LinkPage, LinkShell, LinkVerb } from './link-page.ts';
import { Problem } from './problem.ts';

/** The task and the person that a token names. */
export interface LinkMatter {
  readonly token: string;
  readonly claims: LinkClaims;
  readonly incident: Incident;
  readonly task: Task;
  readonly person: PersonId;
  readonly plan: TaskPlan | undefined;
  readonly shell: LinkShell;
}

/** Finds what the claims name; undefined when the incident knows no such task or person. */
export async function findMatter(
  context: ApiContext,
  token: string,
  claims: LinkClaims,
): Promise<LinkMatter | undefined> {
  const incident = await context.incidents.read(claims.incident);
  if (incident === undefined) return undefined;
  const task = Object.values(incident.tasks).find(({ number }) => number === claims.number);
  const person = Object.entries(incident.personNumbers).find(
    ([, number]) => number === claims.personNumber,
  )?.[0];
  if (task === undefined || person === undefined) return undefined;
  const known = incident.directory.people[person];
  const shell: LinkShell = {
    language: known?.language ?? 'en',
    timeZone: known?.timeZone ?? 'UTC',
    exercise: incident.mode === 'exercise',
    codeName: incident.codeName,
    number: task.number,
    ...(task.acknowledgeBy === undefined ? {} : { answerBy: task.acknowledgeBy }),
    now: incidentNow(incident, context.now()),
  };
  const plan = incident.plan.tasks.find(({ row }) => row === task.row);
  return { token, claims, incident, task, person, plan, shell };
}

/** The first page: what the text shows, and six numbers; or how the task ended. */
export function choosePage(matter: LinkMatter, wrong: boolean): LinkPage {
  const { task, shell, claims, token } = matter;
  if (!isOpen(task)) return { kind: 'ended', shell, status: task.status };
  return { kind: 'choose', shell, choices: linkChoices(claims.code, token), wrong };
}

/** The page after the right number: title, instructions, what can be done. */
export function taskPage(matter: LinkMatter): Extract<LinkPage, { kind: 'task' }> {
  const { incident, task, person, plan, shell, claims } = matter;
  const form = plan?.form === undefined ? undefined : incident.plan.forms[plan.form];
  const instructions = plan?.instructions?.[shell.language];
  return {
    kind: 'task',
    shell,
    choice: claims.code,
    nonce: randomBytes(12).toString('base64url'),
    title: plan?.title[shell.language] ?? String(task.number),
    ...(instructions === undefined ? {} : { instructions }),
    ...(form === undefined || task.approval !== undefined
      ? {}
      : { form: showFormPlan(form, shell.language) }),
    held: task.holder === undefined ? 'nobody' : task.holder === person ? 'you' : 'other',
    verbs: verbsOf(task, plan),
  };
}

const isOpen = (task: Task) => task.status === 'open' || task.status === 'acknowledged';

/** Approvals and decisions are not offered behind a link, except to activate (contract). */
function verbsOf(task: Task, plan: TaskPlan | undefined): readonly LinkVerb[] {
  const decision = plan?.decision;
  const activates = decision?.options.some(({ incident }) => incident === 'activate') === true;
  return [
    'acknowledge',
    'decline',
    ...(activates ? (['activate'] as const) : []),
    ...(decision === undefined && task.approval === undefined ? (['done'] as const) : []),
  ];
}

/** Does the deed in the person's name. The same page sent twice is the same command. */
export async function act(
  context: ApiContext,
  matter: LinkMatter,
  deed: { readonly verb: LinkVerb; readonly nonce: string; readonly fields: Fields },
): Promise<LinkPage> {
  const { shell, incident, person, token } = matter;
  const page = taskPage(matter);
  if (!page.verbs.includes(deed.verb)) {
    return { kind: 'result', shell, outcome: 'refused', code: 'weak-proof' };
  }
  const id = `link-${keyedId(context.settings.idKey, 'link', token, deed.verb, deed.nonce)}`;
  try {
    const result = await context.commands.give(incident.id, {
      id,
      by: { person, proof: 'link' },
      command: commandOf(matter, deed.verb, deed.fields),
      receivedAt: context.now(),
    });
    return { kind: 'result', shell, outcome: result.kind === 'received' ? 'received' : deed.verb };
  } catch (error) {
    if (!(error instanceof Problem) || error.body.status >= 500) throw error;
    const { code, errors } = error.body;
    return errors === undefined
      ? { kind: 'result', shell, outcome: 'refused', code }
      : { ...page, errors };
  }
}

/** A posted form: names and texts. */
export type Fields = Readonly<Record<string, string>>;

function commandOf({ task, plan, incident }: LinkMatter, verb: LinkVerb, fields: Fields): Command {
  if (verb === 'activate') return { type: 'activate' };
  if (verb !== 'done') return { type: verb, task: task.id, via: 'link' };
  const form = plan?.form === undefined ? undefined : incident.plan.forms[plan.form];
  const values = form === undefined ? {} : readForm(form.fields, fields);
  return {
    type: 'complete',
    task: task.id,
    via: 'link',
    ...(Object.keys(values).length === 0 ? {} : { form: values }),
  };
}

/** What a browser sends as text, as the form's fields want it (lists line by line); the core checks it. */
function readForm(plan: readonly FieldPlan[], fields: Fields): Readonly<Record<string, FactValue>> {
  return readFields(plan.map(asDrawn), fields);
}

function asDrawn({ id, type, required, items, options }: FieldPlan): Field {
  return {
    id,
    type,
    required,
    label: id,
    ...(options === undefined
      ? {}
      : { options: options.map((one) => ({ id: one.id, title: one.id })) }),
    ...(items === undefined ? {} : { items: items.map(asDrawn) }),
  };
}
