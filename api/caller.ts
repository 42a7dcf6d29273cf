import type { Access, Actor } from '../domain/incident/commands.ts';
import type { Reader } from '../domain/people/compartments.ts';
import type { PersonId } from '../domain/people/person.ts';

/** Who calls, as a key or a console session proves it. */
export interface Caller {
  /** Opaque: the key's id, or `admin` for the key that belongs to nobody. Never shown to others. */
  readonly id: string;
  readonly person?: PersonId;
  readonly access: Access;
  readonly proof: 'key' | 'session';
}

/** The actor of a command: people are counted, never keys. */
export function actorOf(caller: Caller): Actor {
  return {
    access: caller.access,
    proof: caller.proof,
    ...(caller.person === undefined ? {} : { person: caller.person }),
  };
}

/** The reader that compartments are asked about. */
export function readerOf(caller: Caller): Reader {
  return {
    access: caller.access,
    ...(caller.person === undefined ? {} : { person: caller.person }),
  };
}
