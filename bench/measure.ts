import type { House } from './house.ts';

/** One line of the table. */
export interface Figure {
  readonly what: string;
  /** Milliseconds, unless `unit` says otherwise. */
  readonly value: number;
  readonly unit: string;
  /** The bare workflow's figure for the same thing. */
  readonly bare?: number;
  /** How many times the bare one it is, pair by pair. */
  readonly ratio?: number;
  /** What it should be at most (of `ratio` where there is one, else of `value`). */
  readonly aim?: number;
  readonly note?: string;
}

export interface Bench {
  readonly house: House;
  /** Fewer of everything: to see that it works, not to quote. */
  readonly quick: boolean;
  /** One line of progress. */
  readonly tell: (line: string) => void;
}

export interface Measure {
  /** For `--only`. */
  readonly name: string;
  readonly what: string;
  readonly run: (bench: Bench) => Promise<readonly Figure[]>;
}
