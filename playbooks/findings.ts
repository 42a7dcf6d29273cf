/** Something wrong with a definition: what, where, and what would be right. Lines count from 1. */
export interface Finding {
  readonly code: string;
  readonly line: number;
  readonly column: number;
  /** The place in the definition's own words: `tasks K2.05 role`. */
  readonly where: string;
  readonly message: string;
}

export type Path = readonly (string | number)[];

/** The closest of the known words, for "did you mean"; undefined when none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(word.length / 3)) + 1;
  for (const each of known) {
    const distance = editDistance(word.toLowerCase(), each.toLowerCase());
    if (distance < least) [best, least] = [each, distance];
  }
  return best;
}

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** "; did you mean `x`?" or the list of what there is. */
export function suggestion(word: string, known: readonly string[]): string {
  const close = nearest(word, known);
  if (close !== undefined) return `did you mean \`${close}\`?`;
  if (known.length === 0) return 'none is declared';
  const some = known.slice(0, 12).join(', ');
  return `there is: ${some}${known.length > 12 ? ' …' : ''}`;
}

/** One line for a terminal: `kidnap.yaml:12:5 tasks K2.05 role: unknown role …`. */
export function findingLine(file: string, finding: Finding): string {
  return `${file}:${finding.line}:${finding.column} ${finding.where}: ${finding.message}`;
}
