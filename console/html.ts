/** Markup that is safe by construction: whatever is put into a template is escaped, always. */
const MARKUP = Symbol('markup');

/** Finished markup. Only `html` makes it, so nothing from outside can pass for it. */
export interface Html {
  readonly [MARKUP]: string;
}

/** What may stand in a template. Nothing is written for undefined, null and false. */
export type Piece = Html | string | number | undefined | null | false | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A template of markup. Attribute values must stand in double quotes, and pieces may not be put
 * into script, style or the name of a tag or attribute.
 */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const text = strings.reduce(
    (whole, string, index) => whole + (index === 0 ? '' : write(pieces[index - 1])) + string,
    '',
  );
  return { [MARKUP]: text };
}

/** The text of finished markup. */
export function render(markup: Html): string {
  return markup[MARKUP];
}

/** An attribute without a value (`checked`, `required`), or nothing. */
export function flag(name: 'checked' | 'required' | 'selected' | 'open', on: boolean): Html {
  return { [MARKUP]: on ? name : '' };
}

function write(piece: Piece): string {
  if (piece === undefined || piece === null || piece === false) return '';
  if (typeof piece === 'string') return escape(piece);
  if (typeof piece === 'number') return String(piece);
  if (MARKUP in piece) return piece[MARKUP];
  return piece.map(write).join('');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
