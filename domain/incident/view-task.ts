/** A task as `GET /v1/incidents/{id}` shows it. Members without a value are null, as the contract lists them. */
import type { Withheld } from '../people/compartments.ts';
import type { FieldPlan, FormPlan, Language, TaskPlan } from '../plan.ts';
import { toInstantText } from '../time.ts';
import type { Page, PageState, Task, TaskId, TaskStatus } from './state.ts';
import { free, ofTask, showFiled } from './view-fields.ts';
import type { Frame, Shown } from './view-fields.ts';

/** With what a task is shown: the reader's sight, their language, the incident's clock. */
export interface TaskFrame extends Frame {
  readonly language: Language;
  /** Incident clock, epoch milliseconds. */
  readonly now: number;
}

export interface PageView {
  readonly person: string;
  readonly channel: string;
  readonly state: PageState;
  readonly role: string;
  readonly at: string;
}

export interface TaskView {
  readonly id: TaskId;
  readonly row: string;
  readonly number: number | null;
  readonly occurrence?: number;
  readonly subject?: string;
  readonly phase: string | null;
  readonly title: string | Withheld;
  readonly instructions?: string;
  readonly role: string;
  readonly with: readonly Shown[];
  readonly status: TaskStatus | 'waiting';
  readonly late: boolean;
  readonly mandatory: boolean;
  readonly ladder: string;
  readonly holder: string | null;
  readonly rung: number | null;
  readonly issuedAt: string | null;
  readonly acknowledgeBy: string | null;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  readonly completeBy: string | null;
  readonly completedAt: string | null;
  readonly completedBy?: string;
  /** Who was paged and cannot; the others who were paged and hold nothing are silent. */
  readonly declinedBy?: readonly string[];
  readonly approval?: string;
  readonly option?: string | Withheld;
  readonly form?: Shown;
  readonly pages: readonly PageView[];
}

const APPROVAL_TITLE = {
  en: 'Approve or reject a request',
  fr: 'Approuver ou rejeter une demande',
};

/** A task that has been issued. */
export function showTask(task: Task, frame: TaskFrame): TaskView {
  const plan = frame.incident.plan.tasks.find((candidate) => candidate.row === task.row);
  const owner = task.legs[0];
  return {
    id: task.id,
    row: task.row,
    number: task.number,
    ...present({ occurrence: task.occurrence, subject: task.subject }),
    phase: plan?.phase ?? null,
    title: titleOf(task, plan, frame),
    ...present({ instructions: plan?.instructions?.[frame.language] }),
    role: owner?.role ?? plan?.role ?? '',
    with: task.legs.slice(1).map((leg) => ({
      role: leg.role,
      rung: leg.rung,
      acknowledgedBy: leg.acknowledgedBy ?? null,
      acknowledgedAt: instantOrNull(leg.acknowledgedAt),
    })),
    status: task.status,
    late: isLate(task, frame.now),
    mandatory: task.mandatory,
    ladder: task.ladder,
    holder: task.holder ?? null,
    rung: owner?.rung ?? null,
    issuedAt: toInstantText(task.issuedAt),
    acknowledgeBy: instantOrNull(task.acknowledgeBy),
    acknowledgedAt: instantOrNull(owner?.acknowledgedAt),
    acknowledgedBy: owner?.acknowledgedBy ?? null,
    completeBy: instantOrNull(task.completeBy),
    completedAt: instantOrNull(task.completedAt),
    ...present({ completedBy: task.completedBy, approval: task.approval }),
    declinedBy: [...new Set(task.legs.flatMap((leg) => leg.declined))],
    ...optionOf(task, frame),
    ...formOf(plan, task, frame),
    pages: task.legs.flatMap((leg) => leg.pages.flatMap((page) => pageViews(page, leg.role))),
  };
}

/** A task of the plan that has not been issued: its condition or predecessor is not met. */
export function showWaiting(
  plan: TaskPlan,
  subject: string | undefined,
  frame: TaskFrame,
): TaskView {
  return {
    id: subject === undefined ? plan.row : `${plan.row}@${subject}`,
    row: plan.row,
    number: null,
    ...present({ subject }),
    phase: plan.phase,
    title: plan.title[frame.language],
    ...present({ instructions: plan.instructions?.[frame.language] }),
    role: plan.role,
    with: plan.with.map((role) => ({ role })),
    status: 'waiting',
    late: false,
    mandatory: plan.mandatory,
    ladder: plan.ladder,
    holder: null,
    rung: null,
    issuedAt: null,
    acknowledgeBy: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    completeBy: null,
    completedAt: null,
    ...formOf(plan, undefined, frame),
    pages: [],
  };
}

/** Not acknowledged or not completed in time; stays true of a task that ended late. */
export function isLate(task: Task, now: number): boolean {
  const acknowledged = task.legs[0]?.acknowledgedAt ?? task.completedAt;
  const settled = task.status === 'waived' || task.status === 'notNeeded';
  const end = settled ? undefined : now;
  return (
    isAfter(acknowledged ?? end, task.acknowledgeBy) ||
    isAfter(task.completedAt ?? end, task.completeBy)
  );
}

function isAfter(instant: number | undefined, limit: number | undefined): boolean {
  return instant !== undefined && limit !== undefined && instant > limit;
}

function titleOf(task: Task, plan: TaskPlan | undefined, frame: TaskFrame): string | Withheld {
  if (plan !== undefined) return plan.title[frame.language];
  if (task.approval !== undefined) return APPROVAL_TITLE[frame.language];
  return frame.sight.show(task.title ?? task.id, free().compartment);
}

function optionOf(task: Task, frame: TaskFrame): { readonly option?: string | Withheld } {
  if (task.option === undefined) return {};
  const { compartment, subject } = ofTask(task.id, [], frame);
  return { option: frame.sight.show(task.option, compartment, subject) };
}

function formOf(
  plan: TaskPlan | undefined,
  task: Task | undefined,
  frame: TaskFrame,
): { readonly form?: Shown } {
  const form = plan?.form === undefined ? undefined : frame.incident.plan.forms[plan.form];
  const values = task?.form === undefined ? {} : { values: showFiled(task.id, task.form, frame) };
  if (form === undefined) return task?.form === undefined ? {} : { form: values };
  return { form: { ...showFormPlan(form, frame.language), ...values } };
}

/** A form to fill: labels in the reader's language, nothing that was filed. */
export function showFormPlan(form: FormPlan, language: Language): Shown {
  return {
    id: form.id,
    title: form.title[language],
    fields: form.fields.map((field) => showField(field, language)),
  };
}

function showField(field: FieldPlan, language: Language): Shown {
  return {
    id: field.id,
    label: field.label[language],
    type: field.type,
    required: field.required,
    compartment: field.compartment,
    ...present({
      options: field.options?.map(({ id, title }) => ({ id, title: title[language] })),
      items: field.items?.map((item) => showField(item, language)),
      sets: field.sets,
    }),
  };
}

function pageViews(page: Page, role: string): readonly PageView[] {
  return Object.entries(page.states).map(([channel, state]) => ({
    person: page.person,
    channel,
    state,
    role,
    at: toInstantText(page.at),
  }));
}

/** RFC 3339, or null where there is none. */
export function instantOrNull(instant: number | undefined): string | null {
  return instant === undefined ? null : toInstantText(instant);
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out members without a value, so that optional ones are absent rather than undefined. */
export function present<T extends object>(members: T): Present<T> {
  // Object.fromEntries forgets the member types that T still knows.
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Present<T>;
}
