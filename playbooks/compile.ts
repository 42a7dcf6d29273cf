/**
 * From a playbook as people write it to a plan as the core runs it. language.ts says what may be
 * written, parse.ts reads it, check.ts refuses what would fail somebody, this turns it into a plan.
 */
import type {
  Compartment,
  FactPlan,
  FieldPlan,
  FormPlan,
  PhasePlan,
  Plan,
  QuorumPlan,
  RolePlan,
} from '../domain/plan.ts';
import { compileApproval } from './compile-approval.ts';
import { compileLadder, compileOverdue } from './compile-ladders.ts';
import { compileOpenings, compileTask } from './compile-tasks.ts';
import type { Definition } from './language.ts';
import { milliseconds } from './language/basics.ts';
import { STANDARD_LADDERS, STANDARD_OVERDUE } from './standard-ladders.ts';

type FactDefinition = Definition['facts'][string];
type FormDefinition = NonNullable<Definition['forms']>[string];
type FieldDefinition = FormDefinition['fields'][number];

function compileRole(role: Definition['roles'][string]): RolePlan {
  return {
    title: role.title,
    reads: role.reads,
    ...(role.offRoster && { offRoster: true }),
    ...(role.excludes && { excludes: role.excludes }),
  };
}

function compileFact(fact: FactDefinition): FactPlan {
  return {
    type: fact.type,
    label: fact.label,
    compartment: fact.compartment,
    ...(fact.options && { options: fact.options }),
    ...(fact.per && { per: fact.per }),
    ...(fact.persons && { persons: fact.persons }),
    ...(fact.setters && { setters: fact.setters }),
    ...(fact.proposers && { proposers: fact.proposers }),
    ...(fact.guarded && {
      guarded: { values: fact.guarded.values, approval: compileApproval(fact.guarded.approval) },
    }),
  };
}

function compileField(field: FieldDefinition, compartment: Compartment): FieldPlan {
  return {
    id: field.id,
    label: field.label,
    type: field.type,
    required: field.required ?? false,
    compartment: field.compartment ?? compartment,
    ...(field.options && { options: field.options }),
    ...(field.items && { items: field.items.map((item) => compileField(item, compartment)) }),
    ...(field.sets && { sets: field.sets }),
  };
}

function compileForm(id: string, form: FormDefinition): FormPlan {
  const fields = form.fields.map((field) => compileField(field, form.compartment));
  return { id, title: form.title, fields };
}

function compilePhase(phase: Definition['phases'][number]): PhasePlan {
  return {
    id: phase.id,
    title: phase.title,
    opens: compileOpenings(phase.opens),
    ...(phase.exit && { exit: phase.exit }),
    live: phase.live ?? true,
    ...(phase.review && { review: true }),
  };
}

function compileQuorum(id: string, quorum: NonNullable<Definition['quorums']>[string]): QuorumPlan {
  return {
    id,
    row: quorum.row,
    needs: quorum.needs,
    within: milliseconds(quorum.within),
    onMissed: quorum.onMissed,
  };
}

function mapped<In, Out>(
  record: Readonly<Record<string, In>> | undefined,
  compile: (value: In, name: string) => Out,
): Record<string, Out> {
  const entries = Object.entries(record ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, compile(value, name)]));
}

/**
 * Compiles a definition that `check` found nothing wrong with into what an incident carries.
 * @param hash - SHA-256 of the definition's text, hexadecimal (this folder has no hash function)
 */
export function compile(definition: Definition, hash: string): Plan {
  const { standDown, close } = definition;
  return {
    v: 1,
    playbook: definition.playbook,
    version: definition.version,
    hash,
    title: definition.title,
    ...(definition.reviewBy && { reviewBy: definition.reviewBy }),
    roles: mapped(definition.roles, compileRole),
    facts: mapped(definition.facts, compileFact),
    forms: mapped(definition.forms, (form, id) => compileForm(id, form)),
    ladders: mapped({ ...STANDARD_LADDERS, ...definition.ladders }, (ladder, name) =>
      compileLadder(name, ladder),
    ),
    overdue: compileOverdue(definition.overdue ?? STANDARD_OVERDUE),
    phases: definition.phases.map(compilePhase),
    tasks: definition.tasks.map((task) =>
      compileTask(task, formCompartment(definition, task.form)),
    ),
    quorums: Object.entries(definition.quorums ?? {}).map(([id, each]) => compileQuorum(id, each)),
    events: mapped(definition.events, (event, id): Plan['events'][string] => ({
      id,
      title: event.title,
      ...(event.sets && { sets: event.sets }),
    })),
    standDown: {
      approval: compileApproval(standDown.resolved),
      falseAlarmApproval: compileApproval(standDown.falseAlarm),
      resolvedWhen: standDown.resolvedWhen,
    },
    waiverApproval: compileApproval(definition.waiver),
    ...(close.approval && { closeApproval: compileApproval(close.approval) }),
    closure: close.blockers ?? [],
    fallback: definition.fallback,
    alarmTo: definition.alarmTo,
    ...(definition.intakeForm && { intakeForm: definition.intakeForm }),
  };
}

function formCompartment(definition: Definition, form: string | undefined): Compartment {
  return (form !== undefined && definition.forms?.[form]?.compartment) || 'C1';
}
