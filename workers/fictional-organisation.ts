import type { Person, PersonId } from '../domain/people/person.ts';
import type { Language, RoleCode } from '../domain/plan.ts';

/**
 * A fictional organisation, so that a first start without providers can be tried at once. Numbers
 * are of the range reserved for fiction (+1 202 555 01xx), mailboxes of a reserved domain. It is
 * marked `fictional` and leaves every list once a real provider is set.
 */
interface Member {
  readonly role: RoleCode;
  readonly id: PersonId;
  readonly name: string;
  readonly language: Language;
  readonly timeZone: string;
}

const MEMBERS: readonly Member[] = [
  ['DO', 'diane', 'Diane Marchetti', 'en', 'Europe/London'],
  ['DO', 'denis', 'Denis Lacombe', 'fr', 'Europe/Paris'],
  ['CC', 'clara', 'Clara Whitfield', 'en', 'Europe/London'],
  ['CC', 'cyril', 'Cyril Fontenay', 'fr', 'Europe/Paris'],
  ['CML', 'marion', 'Marion Delcourt', 'fr', 'Europe/Paris'],
  ['CML', 'miles', 'Miles Harcourt', 'en', 'Europe/London'],
  ['IMT', 'ines', 'Inès Chabrol', 'fr', 'Africa/Dakar'],
  ['IMT', 'ivan', 'Ivan Thornton', 'en', 'Africa/Nairobi'],
  ['SCR', 'sarah', 'Sarah Pembroke', 'en', 'Europe/London'],
  ['SCR', 'simon', 'Simon Garnier', 'fr', 'Europe/Paris'],
  ['COM', 'ada', 'Ada Renfield', 'en', 'Africa/Nairobi'],
  ['COM', 'ben', 'Ben Okafor', 'en', 'Africa/Lagos'],
  ['NCO', 'nadia', 'Nadia Verlaine', 'fr', 'Europe/Paris'],
  ['NCO', 'noel', 'Noel Ashcroft', 'en', 'Europe/London'],
  ['FLO', 'fanny', 'Fanny Beaumont', 'fr', 'Europe/Paris'],
  ['FLO', 'frank', 'Frank Ellison', 'en', 'Europe/London'],
  ['LEL', 'luc', 'Luc Tessier', 'fr', 'Europe/Paris'],
  ['LEL', 'laura', 'Laura Kingsley', 'en', 'Europe/London'],
  ['LEG', 'gilles', 'Gilles Aumont', 'fr', 'Europe/Brussels'],
  ['LEG', 'grace', 'Grace Holloway', 'en', 'Europe/London'],
  ['PIO', 'paula', 'Paula Sinclair', 'en', 'Europe/London'],
  ['PIO', 'pierre', 'Pierre Vasseur', 'fr', 'Europe/Paris'],
  ['HRL', 'helene', 'Hélène Roussel', 'fr', 'Europe/Paris'],
  ['HRL', 'harry', 'Harry Lockwood', 'en', 'Europe/London'],
  ['MED', 'maud', 'Maud Ferrand', 'fr', 'Europe/Zurich'],
  ['MED', 'mark', 'Mark Eastwood', 'en', 'Europe/London'],
  ['INS', 'irene', 'Irene Caldwell', 'en', 'Europe/London'],
  ['INS', 'igor', 'Igor Lemaire', 'fr', 'Europe/Paris'],
  ['SEC', 'sven', 'Sven Aldridge', 'en', 'Europe/Stockholm'],
  ['SEC', 'sophie', 'Sophie Morvan', 'fr', 'Europe/Paris'],
  ['CHM', 'charles', 'Charles Montclair', 'fr', 'Africa/Dakar'],
  ['CHM', 'cecily', 'Cecily Rowe', 'en', 'Africa/Nairobi'],
  ['HGL', 'hugo', 'Hugo Perrin', 'fr', 'Africa/Dakar'],
  ['HGL', 'hannah', 'Hannah Cross', 'en', 'Africa/Nairobi'],
  ['REC', 'rene', 'René Castel', 'fr', 'Europe/Paris'],
  ['REC', 'rose', 'Rose Winslow', 'en', 'Europe/London'],
  ['REV', 'victor', 'Victor Lambert', 'fr', 'Europe/Paris'],
  ['REV', 'vera', 'Vera Stanton', 'en', 'Europe/London'],
  ['SPO', 'oscar', 'Oscar Blackwell', 'en', 'Europe/London'],
  ['SPO', 'odile', 'Odile Sauvage', 'fr', 'Europe/Paris'],
  ['ADM', 'alex', 'Alex Norwood', 'en', 'Europe/London'],
  ['ADM', 'anne', 'Anne Guichard', 'fr', 'Europe/Paris'],
].map(([role = '', id = '', name = '', language, timeZone = 'UTC']) => ({
  role,
  id,
  name,
  language: language === 'fr' ? 'fr' : 'en',
  timeZone,
}));

/** First of the hundred numbers reserved for fiction. */
const FIRST_NUMBER = 12_025_550_100;

/** The members as people of the directory, all enrolled for exercises. */
export function fictionalPeople(): readonly Person[] {
  return MEMBERS.map((member, index) => ({
    id: member.id,
    name: member.name,
    language: member.language,
    timeZone: member.timeZone,
    contacts: [
      { channel: 'sms', address: `+${FIRST_NUMBER + index}` },
      { channel: 'email', address: `${member.id}@tocsin.example` },
    ],
    exercise: true,
    fictional: true,
  }));
}

/** Holder first, deputy second, for every role. */
export function fictionalRoster(): ReadonlyMap<RoleCode, readonly PersonId[]> {
  const roster = new Map<RoleCode, readonly PersonId[]>();
  for (const { role, id } of MEMBERS) roster.set(role, [...(roster.get(role) ?? []), id]);
  return roster;
}
