import type { Finding, Path } from './findings.ts';
import { suggestion } from './findings.ts';
import type { Definition } from './language.ts';
import type { SourceMap } from './source-map.ts';
import { STANDARD_LADDERS } from './standard-ladders.ts';

/** What a definition declares, by kind; the word of the kind is the word of the messages. */
export interface Names {
  readonly role: readonly string[];
  readonly fact: readonly string[];
  readonly form: readonly string[];
  readonly ladder: readonly string[];
  readonly phase: readonly string[];
  readonly row: readonly string[];
  readonly event: readonly string[];
  readonly quorum: readonly string[];
}

/** A definition under examination; rules add what they find. */
export class CheckContext {
  readonly definition: Definition;
  readonly names: Names;
  readonly findings: Finding[] = [];
  readonly #source: SourceMap;

  constructor(definition: Definition, source: SourceMap) {
    this.definition = definition;
    this.#source = source;
    this.names = {
      role: Object.keys(definition.roles),
      fact: Object.keys(definition.facts),
      form: Object.keys(definition.forms ?? {}),
      ladder: Object.keys({ ...STANDARD_LADDERS, ...definition.ladders }),
      phase: definition.phases.map((phase) => phase.id),
      row: definition.tasks.map((task) => task.id),
      event: Object.keys(definition.events ?? {}),
      quorum: Object.keys(definition.quorums ?? {}),
    };
  }

  add(code: string, path: Path, message: string): void {
    this.findings.push(this.#source.finding(code, path, message));
  }

  /** Refuses a name that is not declared. */
  expect(kind: keyof Names, name: string | undefined, path: Path): void {
    const known = this.names[kind];
    if (name === undefined || known.includes(name)) return;
    this.add(`unknown-${kind}`, path, `unknown ${kind} \`${name}\`; ${suggestion(name, known)}`);
  }

  expectAll(kind: keyof Names, names: readonly string[] | undefined, path: Path): void {
    names?.forEach((name, index) => this.expect(kind, name, [...path, index]));
  }
}
