import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Document, LineCounter, Node } from 'yaml';
import type { Finding, Path } from './findings.ts';

/** Where each part of a definition stands in its text. */
export class SourceMap {
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  /** A finding at a path; `offset` wins where the exact character is known. */
  finding(code: string, path: Path, message: string, offset?: number): Finding {
    const { line, col } = this.#lines.linePos(offset ?? this.#offsetOf(path));
    return {
      code,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      where: this.#describe(path),
      message,
    };
  }

  /** A finding at the key itself, for keys that should not be there. */
  findingAtKey(code: string, path: Path, message: string): Finding {
    const parent = this.#walk(path.slice(0, -1)).node;
    const key = isMap(parent)
      ? parent.items.map((pair) => pair.key).find((each) => scalarOf(each) === path.at(-1))
      : undefined;
    const offset = isNode(key) ? key.range?.[0] : undefined;
    return this.finding(code, path, message, offset);
  }

  #offsetOf(path: Path): number {
    const { node, depth } = this.#walk(path);
    const start = node?.range?.[0] ?? 0;
    if (depth === path.length || !isMap(node)) return start;
    // The part is missing: point at the thing that lacks it.
    const first = node.items[0]?.key;
    return isNode(first) ? (first.range?.[0] ?? start) : start;
  }

  /** The deepest node on the way along a path. Aliases are followed. */
  #walk(path: Path): { readonly node: Node | undefined; readonly depth: number } {
    let node: Node | undefined = this.#document.contents ?? undefined;
    for (const [depth, part] of path.entries()) {
      const next = this.#child(node, part);
      if (next === undefined) return { node, depth };
      node = next;
    }
    return { node, depth: path.length };
  }

  #child(node: Node | undefined, part: string | number): Node | undefined {
    const real = isAlias(node) ? node.resolve(this.#document) : node;
    if (isSeq(real)) {
      const item = real.items[Number(part)];
      return isNode(item) ? item : undefined;
    }
    if (!isMap(real)) return undefined;
    const value = real.items.find((pair) => scalarOf(pair.key) === String(part))?.value;
    return isNode(value) ? value : undefined;
  }

  /** `tasks K2.05 form` rather than `tasks[7].form`. */
  #describe(path: Path): string {
    if (path.length === 0) return 'definition';
    const words = path.map((part, index) => {
      if (typeof part !== 'number') return part;
      const { node, depth } = this.#walk([...path.slice(0, index + 1), 'id']);
      const id = depth === index + 2 ? scalarOf(node) : undefined;
      return id ?? `number ${part + 1}`;
    });
    return words.join(' ');
  }
}

function scalarOf(node: unknown): string | undefined {
  return isScalar(node) && (typeof node.value === 'string' || typeof node.value === 'number')
    ? String(node.value)
    : undefined;
}
