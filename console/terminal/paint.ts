/** Colours and the screen of a terminal. */

/** How a terminal is written to. */
export interface Screen {
  /** Colours are written, and the board is drawn in place. */
  readonly isTerminal: boolean;
  readonly width: number;
  write(text: string): void;
}

export type Paint = (text: string) => string;
export interface Paints {
  readonly alarm: Paint;
  readonly warn: Paint;
  readonly good: Paint;
  readonly quiet: Paint;
  readonly strong: Paint;
}

/** Paints for a terminal, or none: words alone carry the meaning either way. */
export function paintsFor(isTerminal: boolean): Paints {
  const paint =
    (code: string): Paint =>
    (text) =>
      isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text;
  return {
    alarm: paint('1;37;41'),
    warn: paint('33'),
    good: paint('32'),
    quiet: paint('2'),
    strong: paint('1'),
  };
}

/** Clears the screen and goes to its corner. */
export const CLEAR = '\u001b[2J\u001b[3J\u001b[H';

/** A text without anything that could steer the terminal: facts and notes come from outside. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ' ');
}
