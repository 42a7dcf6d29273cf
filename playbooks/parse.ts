import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import type { Finding } from './findings.ts';
import { Definition } from './language.ts';
import { SourceMap } from './source-map.ts';
import { shapeFindings } from './shape-findings.ts';

/** Characters of a definition's text, in UTF-8 bytes. */
const DEFINITION_LIMIT = 512 * 1024;
/** Aliases that one definition may expand to. */
const ALIAS_LIMIT = 200;
/** Collections inside one another; the language itself needs nine. */
const DEPTH_LIMIT = 40;
const RESERVED: readonly unknown[] = ['__proto__', 'constructor', 'prototype'];

export type ParsedDefinition =
  | { readonly ok: true; readonly definition: Definition; readonly source: SourceMap }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Reads a definition from YAML (or JSON, which is YAML). Tells everything that is wrong with its
 * form at once; whether it makes sense is `check`'s to say.
 */
export function parseDefinition(text: string): ParsedDefinition {
  const tooLarge = new TextEncoder().encode(text).length > DEFINITION_LIMIT;
  if (tooLarge) return refused('too-large', 'a definition is at most 512 kB; split it');
  if (nestsTooDeep(text)) return refused('too-deep', `nests deeper than ${DEPTH_LIMIT} levels`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core' });
  const source = new SourceMap(document, lines);
  const malformed = [...document.errors, ...document.warnings].map((error) =>
    source.finding('yaml', [], error.message, error.pos[0]),
  );
  const findings = [...malformed, ...reservedKeys(document, source)];
  if (findings.length > 0) return { ok: false, findings };
  const value = expand(document, source);
  if ('finding' in value) return { ok: false, findings: [value.finding] };
  const shaped = Definition.safeParse(value.value);
  if (!shaped.success) return { ok: false, findings: shapeFindings(shaped.error, source) };
  return { ok: true, definition: shaped.data, source };
}

function refused(code: string, message: string): ParsedDefinition {
  return { ok: false, findings: [{ code, line: 1, column: 1, where: 'definition', message }] };
}

/** Before parsing, because the parser itself recurses: brackets in flow style, indents in block style. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > DEPTH_LIMIT) return true;
  }
  return /^ {200}|^(- ){40}/m.test(text);
}

function reservedKeys(document: Document, source: SourceMap): readonly Finding[] {
  const found: Finding[] = [];
  visit(document, {
    Pair(_, pair) {
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (!RESERVED.includes(key) || !isNode(pair.key)) return;
      const message = `\`${String(key)}\` cannot be a name here, choose another`;
      found.push(source.finding('reserved-name', [], message, pair.key.range?.[0]));
    },
  });
  return found;
}

function expand(
  document: Document,
  source: SourceMap,
): { readonly value: unknown } | { readonly finding: Finding } {
  if (!isMap(document.contents)) {
    const message = 'a definition is a map that begins `playbook: name`';
    return { finding: source.finding('not-a-map', [], message) };
  }
  try {
    return { value: document.toJS({ maxAliasCount: ALIAS_LIMIT }) };
  } catch {
    const message = `aliases expand to more than ${ALIAS_LIMIT} parts; write some of them out`;
    return { finding: source.finding('aliases', [], message) };
  }
}
