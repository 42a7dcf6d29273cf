import { z } from 'zod';
import { nearest } from './findings.ts';
import type { Finding, Path } from './findings.ts';
import { Definition } from './language.ts';
import type { SourceMap } from './source-map.ts';

type Issue = z.core.$ZodIssue;

/** Every word that is a key somewhere in the language, for "did you mean". */
const keys = new Set<string>();
function knownKeys(): ReadonlySet<string> {
  if (keys.size === 0) collectKeys(z.toJSONSchema(Definition, { io: 'input' }));
  return keys;
}

function collectKeys(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  const parts: [string, unknown][] = Object.entries(schema);
  for (const [name, value] of parts) {
    if (name === 'properties' && typeof value === 'object' && value !== null) {
      Object.keys(value).forEach((key) => keys.add(key));
    }
    collectKeys(value);
  }
}

/** What zod found, each at its place in the text and with what would be right. */
export function shapeFindings(error: z.ZodError, source: SourceMap): readonly Finding[] {
  return error.issues.flatMap((issue) => issueFindings(issue, [], source));
}

function issueFindings(issue: Issue, base: Path, source: SourceMap): readonly Finding[] {
  const path = [
    ...base,
    ...issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        source.findingAtKey('unknown-key', [...path, key], unknownKey(key)),
      );
    case 'invalid_union':
      return unionFindings(issue.errors, path, source);
    case 'invalid_key':
      return issue.issues.map((inner) =>
        source.findingAtKey('wrong-name', path, `\`${String(path.at(-1))}\`: ${inner.message}`),
      );
    case 'invalid_type':
      return [source.finding('wrong-type', path, wrongType(issue))];
    case 'invalid_value':
      return [
        source.finding('wrong-value', path, `write ${issue.values.map(String).join(', or ')}`),
      ];
    default:
      return [source.finding('wrong-value', path, issue.message)];
  }
}

function unknownKey(key: string): string {
  const close = nearest(key, knownKeys());
  const advice = close === undefined || close === key ? 'remove it' : `did you mean \`${close}\`?`;
  return `unknown key \`${key}\`; ${advice}`;
}

function wrongType(issue: Extract<Issue, { code: 'invalid_type' }>): string {
  const missing = /received undefined/.test(issue.message);
  return missing
    ? `is missing; write ${article(issue.expected)}`
    : `write ${article(issue.expected)} here`;
}

function article(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    object: 'a map of keys',
    record: 'a map of keys',
    array: 'a list',
    int: 'a whole number',
    number: 'a number',
    boolean: '`true` or `false`',
  };
  return words[expected] ?? expected;
}

/** Of the ways a part may be written, the one that came closest is the one to speak of. */
function unionFindings(
  branches: readonly (readonly Issue[])[],
  path: Path,
  source: SourceMap,
): readonly Finding[] {
  const wrongKind = (issues: readonly Issue[]): boolean =>
    issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0);
  const closest = branches.find((issues) => !wrongKind(issues)) ?? branches[0] ?? [];
  return closest.flatMap((issue) => issueFindings(issue, path, source));
}
