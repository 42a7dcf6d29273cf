import type { Plan } from '../domain/plan.ts';
import { check } from './check.ts';
import { compile } from './compile.ts';
import { findingLine } from './findings.ts';
import type { Finding } from './findings.ts';
import { parseDefinition } from './parse.ts';

export type ReadPlaybook =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Reads, checks and compiles the text of a definition.
 * @param hash - SHA-256 of the text, hexadecimal
 */
export function readPlaybook(text: string, hash: string): ReadPlaybook {
  const parsed = parseDefinition(text);
  if (!parsed.ok) return parsed;
  const findings = check(parsed.definition, parsed.source);
  if (findings.length > 0) return { ok: false, findings };
  return { ok: true, plan: compile(parsed.definition, hash) };
}

/** A definition file that Tocsin comes with. */
export interface ShippedFile {
  readonly file: string;
  readonly text: string;
  readonly hash: string;
}

/**
 * The plans that Tocsin comes with. A shipped definition with a finding is a fault of the
 * release, so this throws, with every finding of every file on a line of its own.
 */
export function shippedPlans(files: readonly ShippedFile[]): readonly Plan[] {
  const read = files.map(({ file, text, hash }) => ({ file, ...readPlaybook(text, hash) }));
  const wrong = read.flatMap((each) =>
    each.ok ? [] : each.findings.map((finding) => findingLine(each.file, finding)),
  );
  if (wrong.length > 0) throw new Error(`shipped playbooks are at fault:\n${wrong.join('\n')}`);
  return read.flatMap((each) => (each.ok ? [each.plan] : []));
}
