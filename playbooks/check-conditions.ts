import { UNKNOWN } from '../domain/incident/condition-scope.ts';
import { childrenOf, LIST_MACROS, pathOf } from '../domain/incident/condition-syntax.ts';
import type { ConditionNode } from '../domain/incident/condition-syntax.ts';
import { parseCondition } from '../domain/incident/conditions.ts';
import type { CheckContext } from './check-context.ts';
import { suggestion } from './findings.ts';
import type { Definition } from './language.ts';
import { conditionsOf } from './places.ts';
import type { ConditionPlace } from './places.ts';

/** What a condition reads: a fact, or something that the incident says of itself. */
interface Readable {
  readonly type: Definition['facts'][string]['type'];
  readonly options?: readonly string[] | undefined;
}

const INCIDENT: Readonly<Record<string, Readable>> = {
  status: {
    type: 'choice',
    options: ['intake', 'standby', 'active', 'stoodDown', 'inReview', 'closed'],
  },
  outcome: { type: 'choice', options: ['none', 'resolved', 'falseAlarm', 'declined', 'standby'] },
  mode: { type: 'choice', options: ['live', 'exercise'] },
  review: { type: 'choice', options: ['full', 'short', 'none'] },
  standDown: { type: 'boolean' },
};
const ORDERED: readonly string[] = ['<', '<=', '>', '>='];
const EQUALS: readonly string[] = ['==', '!='];
const FORBIDDEN: readonly string[] = ['map', '.?', '[?]'];

/** Every condition parses, reads what is declared, and compares it with what it can be. */
export function checkConditions(context: CheckContext): void {
  for (const place of conditionsOf(context.definition)) {
    const parsed = parseCondition(place.value);
    if (!parsed.ok) {
      const message = `${parsed.error} (at character ${parsed.at + 1} of the condition)`;
      context.add('condition', place.path, message);
      continue;
    }
    for (const message of new ConditionCheck(context, place).run(parsed.ast)) {
      context.add('condition', place.path, message);
    }
  }
}

type Bound = ReadonlyMap<string, string>;

class ConditionCheck {
  readonly #context: CheckContext;
  readonly #place: ConditionPlace;
  readonly #found = new Set<string>();

  constructor(context: CheckContext, place: ConditionPlace) {
    this.#context = context;
    this.#place = place;
  }

  run(ast: ConditionNode): ReadonlySet<string> {
    this.#visit(ast, new Map(), true);
    return this.#found;
  }

  /** @param truth - only a boolean may stand here */
  #visit(node: ConditionNode, bound: Bound, truth: boolean): void {
    if (FORBIDDEN.includes(node.op)) this.#found.add('maps and optional access have no place here');
    if (pathOf(node)) {
      const read = this.#read(node, bound);
      if (truth && read && read.type !== 'boolean') {
        this.#found.add(`\`${textOf(node)}\` is no yes or no; compare it with something`);
      }
    } else if (node.op === '[]') this.#visitIndex(node.args, bound);
    else if (node.op === 'rcall') this.#visitMethod(node.args, bound);
    else this.#visitOperator(node, bound);
  }

  #visitIndex([of, key]: readonly [ConditionNode, ConditionNode], bound: Bound): void {
    if (of.op !== 'id' || of.args !== 'done') {
      this.#found.add(`write \`${textOf(of)}\` with a dot, not with brackets`);
      this.#visit(key, bound, false);
      return;
    }
    const rows = this.#context.names.row;
    const row = key.op === 'value' ? key.args : undefined;
    if (typeof row !== 'string') this.#found.add('write the row out: `done["K2.05"]`');
    else if (!rows.includes(row))
      this.#found.add(`unknown row \`${row}\`; ${suggestion(row, rows)}`);
    else if (this.#context.definition.tasks.some((task) => task.id === row && task.forEach)) {
      this.#found.add(`\`${row}\` is a task for each person, so \`done["${row}"]\` is never set`);
    }
  }

  #visitMethod(
    [name, receiver, parameters]: readonly [string, ConditionNode, readonly ConditionNode[]],
    bound: Bound,
  ): void {
    const list = this.#personList(receiver);
    const [variable] = parameters;
    if (!LIST_MACROS.includes(name) || !list || variable?.op !== 'id') {
      [receiver, ...parameters].forEach((each) => this.#visit(each, bound, false));
      return;
    }
    const inner = new Map(bound).set(variable.args, list);
    parameters.slice(1).forEach((each) => this.#visit(each, inner, name !== 'map'));
  }

  #visitOperator(node: ConditionNode, bound: Bound): void {
    const parts = childrenOf(node);
    const logical = ['&&', '||', '!_'].includes(node.op);
    if (node.op === 'call' && node.args[0] === 'has') {
      this.#found.add('`has()` is not needed: an unset fact is "unknown"');
    }
    parts.forEach((part, index) =>
      this.#visit(part, bound, logical || (node.op === '?:' && index === 0)),
    );
    const [left, right] = parts;
    if (left && right) this.#compare(node.op, [left, right], bound);
  }

  #compare(op: string, [left, right]: [ConditionNode, ConditionNode], bound: Bound): void {
    const isIn = op === 'in';
    if (!isIn && !EQUALS.includes(op) && !ORDERED.includes(op)) return;
    const [fact, other] = left.op === 'value' && !isIn ? [right, left] : [left, right];
    const read = pathOf(fact) && this.#read(fact, bound);
    if (!read) return;
    if (ORDERED.includes(op) && read.type !== 'number' && read.type !== 'instant') {
      this.#found.add(`\`${textOf(fact)}\` has no order; use == or !=`);
    }
    for (const literal of other.op === 'list' ? other.args : [other]) {
      const advice = literal.op === 'value' ? unfit(read, literal.args) : undefined;
      if (advice) this.#found.add(`\`${textOf(fact)}\` is never ${textOf(literal)}; ${advice}`);
    }
  }

  /** What a path reads; undefined after telling why it reads nothing. */
  #read(node: ConditionNode, bound: Bound): Readable | undefined {
    const path = pathOf(node) ?? [];
    const [root = '', ...rest] = path;
    const name = rest.join('.');
    if (bound.has(root)) return this.#readPerson(bound.get(root) ?? '', name, textOf(node));
    if (root === 'subject') return this.#readSubject(name, textOf(node));
    if (root === 'incident') return this.#declared(INCIDENT, name, textOf(node));
    if (root !== 'facts') return undefined;
    const fact = this.#context.definition.facts[name];
    if (fact?.per) {
      const field = rest.at(-1) ?? '';
      const advice = `facts.${fact.per}.exists(p, p.${field} == …)`;
      this.#found.add(`\`${name}\` is kept for each person; ask \`${advice}\``);
      return undefined;
    }
    return this.#declared(this.#context.definition.facts, name, textOf(node));
  }

  #readSubject(name: string, text: string): Readable | undefined {
    if (this.#place.subject) return this.#readPerson(this.#place.subject, name, text);
    this.#found.add('`subject` is known only in a task with `forEach`');
    return undefined;
  }

  #readPerson(list: string, name: string, text: string): Readable | undefined {
    const about: Record<string, Readable> = { id: { type: 'text' } };
    for (const [fact, declared] of Object.entries(this.#context.definition.facts)) {
      if (declared.per === list) about[fact.slice(fact.lastIndexOf('.') + 1)] = declared;
    }
    return this.#declared(about, name, text);
  }

  #declared(of: Readonly<Record<string, Readable>>, name: string, text: string) {
    if (Object.hasOwn(of, name)) return of[name];
    this.#found.add(`\`${text}\` is not declared; ${suggestion(name, Object.keys(of))}`);
    return undefined;
  }

  /** The person list that a macro runs over: `victims` for `facts.victims`. */
  #personList(receiver: ConditionNode): string | undefined {
    const [root, ...rest] = pathOf(receiver) ?? [];
    if (root !== 'facts') return undefined;
    return this.#context.definition.facts[rest.join('.')]?.persons;
  }
}

function unfit(read: Readable, value: unknown): string | undefined {
  if (value === UNKNOWN) return undefined;
  switch (read.type) {
    case 'choice':
      return read.options?.includes(String(value))
        ? undefined
        : `it is one of: ${read.options?.join(', ') ?? ''}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'it is true or false';
    case 'number':
    case 'instant':
      return typeof value === 'number' || typeof value === 'bigint' ? undefined : 'it is a number';
    case 'text':
      return typeof value === 'string' ? undefined : 'it is a text';
    case 'list':
      return 'it is a list; use exists, all or size';
  }
}

function textOf(node: ConditionNode): string {
  return node.input.slice(node.range.start, node.range.end);
}
