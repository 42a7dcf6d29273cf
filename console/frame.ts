/** What every part of a page is drawn with. */
import type { Language } from '../domain/plan.ts';
import type { Person } from '../domain/people/person.ts';
import { ENGLISH } from '../domain/paging/wording-en.ts';
import { FRENCH } from '../domain/paging/wording-fr.ts';
import { formatInstant } from '../domain/paging/local-time.ts';
import type { HouseState, Visitor } from './door.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Say } from './texts.ts';

/** What the last deed led to, shown once. */
export interface Said {
  readonly good: boolean;
  readonly text: string;
}

export interface Frame {
  readonly say: Say;
  readonly language: Language;
  /** IANA zone of the reader's wall clock. */
  readonly timeZone: string;
  /** Epoch milliseconds; on an incident's page that incident's clock. */
  readonly now: number;
  readonly visitor: Visitor;
  readonly house: HouseState;
  /** Whom the reader may look up, by id. */
  readonly people: ReadonlyMap<string, Person>;
  readonly csrf: string;
  /** A fresh key for each form, so that one sent twice acts once. */
  readonly once: () => string;
  readonly said?: Said | undefined;
}

const MONTHS = { en: ENGLISH.months, fr: FRENCH.months };

/** `09:05Z/11:05`: UTC and the reader's wall clock, with the day where it is not today. */
export function instantText(at: string, frame: TimeFrame): string {
  const { timeZone, now, language } = frame;
  return formatInstant(Date.parse(at), { timeZone, now, months: MONTHS[language] });
}
export type TimeFrame = Pick<Frame, 'timeZone' | 'now' | 'language'>;

/** The same as an element that machines can read. */
export function time(at: string, frame: TimeFrame): Html {
  return html`<time datetime="${at}">${instantText(at, frame)}</time>`;
}

/** A person's name where the reader may look it up, else the id. */
export function nameOf(id: string, people: Frame['people']): string {
  return people.get(id)?.name ?? id;
}

/** The number to ring a person on; undefined where there is none or the reader may not have it. */
export function numberOf(id: string, people: Frame['people']): string | undefined {
  const contacts = people.get(id)?.contacts ?? [];
  const voice = contacts.find(({ channel }) => channel === 'voice');
  return (voice ?? contacts.find(({ channel }) => channel !== 'email'))?.address;
}

/** May this visitor act in incidents, or only read? */
export function mayAct({ visitor }: Pick<Frame, 'visitor'>): boolean {
  return visitor.access === 'coordinator' || visitor.access === 'responder';
}
