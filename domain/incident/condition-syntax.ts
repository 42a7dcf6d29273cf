/** The syntax tree of a condition: walking it, and writing it again with unset facts in mind. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { UNKNOWN } from './condition-scope.ts';

export type ConditionNode = ASTNode;

/** Macros that bind their first argument to each element of a list. */
export const LIST_MACROS: readonly string[] = ['exists', 'all', 'exists_one', 'filter', 'map'];
const YES_NO_MACROS: readonly string[] = ['exists', 'all', 'exists_one'];
const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];

/** Dotted path of a chain of member accesses from an identifier: `facts.le.lead`; else undefined. */
export function pathOf(node: ConditionNode): readonly string[] | undefined {
  if (node.op === 'id') return [node.args];
  if (node.op !== '.') return undefined;
  const parent = pathOf(node.args[0]);
  return parent && [...parent, node.args[1]];
}

function isNode(value: unknown): value is ConditionNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

/** The nodes right below one node. */
export function childrenOf(node: ConditionNode): readonly ConditionNode[] {
  if (node.op === 'value' || node.op === 'id') return [];
  const found: ConditionNode[] = [];
  const collect = (value: unknown): void => {
    if (isNode(value)) found.push(value);
    else if (Array.isArray(value)) value.forEach(collect);
  };
  collect(node.args);
  return found;
}

/**
 * Writes the expression again with the rule of unset facts made explicit.
 * @param truth - the expression stands where only a boolean may stand
 */
export function emit(node: ConditionNode, truth = false): string {
  switch (node.op) {
    case 'id':
    case '.':
      return asTruth(node.op === 'id' ? node.args : `${emit(node.args[0])}.${node.args[1]}`, truth);
    case '[]':
      return emitIndex(node.args, truth);
    case '||':
    case '&&':
      return `(${emit(node.args[0], true)} ${node.op} ${emit(node.args[1], true)})`;
    case '!_':
      return `(!${emit(node.args, true)})`;
    case '-_':
      return `(-${emit(node.args)})`;
    case 'rcall':
      return emitMethod(node.args);
    case 'call':
      return `${node.args[0]}(${node.args[1].map((argument) => emit(argument)).join(', ')})`;
    case 'list':
      return `[${node.args.map((item) => emit(item)).join(', ')}]`;
    default:
      return emitOperator(node, truth);
  }
}

function emitIndex([of, key]: readonly [ConditionNode, ConditionNode], truth: boolean): string {
  const read = `${emit(of)}[${emit(key)}]`;
  const isDone = of.op === 'id' && of.args === 'done';
  return isDone ? `(${emit(key)} in done && ${read})` : asTruth(read, truth);
}

function asTruth(text: string, truth: boolean): string {
  return truth ? `(${text} == true)` : text;
}

function emitMethod([name, receiver, parameters]: readonly [
  string,
  ConditionNode,
  readonly ConditionNode[],
]): string {
  const on = emit(receiver);
  const predicate = YES_NO_MACROS.includes(name) || name === 'filter';
  const given = parameters.map((each, index) =>
    emit(each, predicate && index === parameters.length - 1),
  );
  const call = `${on}.${name}(${given.join(', ')})`;
  return YES_NO_MACROS.includes(name) && pathOf(receiver) ? `(known(${on}) && ${call})` : call;
}

function emitOperator(node: ConditionNode, truth: boolean): string {
  if (node.op === '?:') {
    const [test, yes, no] = node.args;
    return `(${emit(test, true)} ? ${emit(yes, truth)} : ${emit(no, truth)})`;
  }
  const [left, right] = childrenOf(node);
  // Literals; and map literals and optional access, which the checker refuses.
  if (!left || !right) return node.input.slice(node.range.start, node.range.end);
  const text = `(${emit(left)} ${node.op} ${emit(right)})`;
  const aboutUnknown = [left, right].some((side) => side.op === 'value' && side.args === UNKNOWN);
  if (!COMPARISONS.includes(node.op) || aboutUnknown) return text;
  const guards = [left, right].flatMap(readIn).map((read) => `known(${read}) && `);
  return `(${guards.join('')}${text})`;
}

/** What an operand reads, macros left out: their variables mean nothing outside them. */
function readIn(node: ConditionNode): readonly string[] {
  if (pathOf(node)) return [emit(node)];
  if (node.op === 'rcall' && LIST_MACROS.includes(node.args[0])) return [];
  return childrenOf(node).flatMap(readIn);
}
