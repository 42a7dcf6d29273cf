import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import type { Plan } from '../../domain/plan.ts';
import { compile } from '../../playbooks/compile.ts';
import { parseDefinition } from '../../playbooks/parse.ts';

const cache = new Map<string, Plan>();

/** Compiles a definition file; throws with all findings when it is not sound. */
export function planFrom(file: URL): Plan {
  const known = cache.get(file.href);
  if (known !== undefined) return known;
  const text = readFileSync(file, 'utf8');
  const parsed = parseDefinition(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings, null, 2));
  const hash = createHash('sha256').update(text).digest('hex');
  const plan = compile(parsed.definition, hash);
  cache.set(file.href, plan);
  return plan;
}

/** The shipped kidnap playbook. */
export function kidnapPlan(): Plan {
  return planFrom(new URL('../../playbooks/definitions/kidnap.yaml', import.meta.url));
}
