import type { Client } from '@temporalio/client';
import type { StrangerEffects } from '../workflows/effects.ts';
import { tellRunningIncidents } from './running-incidents.ts';

/** Tells every running incident that an unknown number wrote: any of them may be meant (R03). */
export function createTellIncidentsOfStranger(deps: {
  readonly client: Client;
  /** Keyed hash: the provider's id of a text must not stand in a history. */
  readonly hash: (text: string) => string;
}): StrangerEffects['tellIncidentsOfStranger'] {
  return async ({ id, again }) =>
    await tellRunningIncidents(deps.client, {
      id: deps.hash(id),
      command: { type: 'unknownSender', again },
    });
}
