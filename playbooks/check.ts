import { checkConditions } from './check-conditions.ts';
import { CheckContext } from './check-context.ts';
import { checkReach } from './check-reach.ts';
import { checkReferences } from './check-references.ts';
import { checkRules } from './check-rules.ts';
import { checkValues } from './check-values.ts';
import type { Finding } from './findings.ts';
import type { Definition } from './language.ts';
import type { SourceMap } from './source-map.ts';

/**
 * What would make a definition dangerous or dead: unknown names, tasks nobody would see, ladders
 * that end silently, repeats without end, wrong conditions. All findings at once, in the order of
 * the text; none means that it may be compiled.
 */
export function check(definition: Definition, source: SourceMap): readonly Finding[] {
  const context = new CheckContext(definition, source);
  checkReferences(context);
  checkRules(context);
  checkValues(context);
  checkReach(context);
  checkConditions(context);
  return context.findings.sort((a, b) => a.line - b.line || a.column - b.column);
}
