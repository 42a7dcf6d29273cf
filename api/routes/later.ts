import { z } from 'zod';
import { problem } from '../problem.ts';
import { route } from '../route.ts';
import type { Method, Route } from '../route.ts';

/** What the contract names and the next release brings: it answers 501, so that nobody guesses. */
const LATER: readonly { id: string; method?: Method; path: string; summary: string }[] = [
  { id: 'suspend', path: '/v1/incidents/{id}/suspend', summary: 'Suspends an incident.' },
  { id: 'resume', path: '/v1/incidents/{id}/resume', summary: 'Resumes an incident.' },
  { id: 'movePhase', path: '/v1/incidents/{id}/phase', summary: 'Moves to a phase by hand.' },
  { id: 'handOver', path: '/v1/incidents/{id}/hand-over', summary: 'Hands a role over.' },
  { id: 'linkIncident', path: '/v1/incidents/{id}/link', summary: 'Links two incidents.' },
  { id: 'adopt', path: '/v1/incidents/{id}/adopt', summary: 'Adopts a changed playbook.' },
  { id: 'putDraft', method: 'put', path: '/v1/playbooks/{id}/draft', summary: 'Keeps a draft.' },
  { id: 'checkDraft', path: '/v1/playbooks/{id}/draft/check', summary: 'Checks a draft.' },
  { id: 'simulateDraft', path: '/v1/playbooks/{id}/draft/simulate', summary: 'Simulates a draft.' },
  { id: 'submitDraft', path: '/v1/playbooks/{id}/draft/submit', summary: 'Freezes a draft.' },
  { id: 'approveDraft', path: '/v1/playbooks/{id}/draft/approve', summary: 'Approves a draft.' },
  { id: 'publishPlaybook', path: '/v1/playbooks/{id}/publish', summary: 'Publishes a draft.' },
  { id: 'retirePlaybook', path: '/v1/playbooks/{id}/retire', summary: 'Retires a version.' },
  { id: 'restorePlaybook', path: '/v1/playbooks/{id}/restore', summary: 'Restores a version.' },
  { id: 'comparePlaybook', path: '/v1/playbooks/{id}/compare', summary: 'Compares two versions.' },
];

export function laterRoutes(): readonly Route[] {
  return LATER.map(({ method = 'post', ...spec }) =>
    route({
      ...spec,
      method,
      tag: 'later',
      body: z.looseObject({}),
      limit: 1024 * 1024,
      answers: { 501: { description: 'Not built yet.' } },
      handle: () => Promise.reject(problem('not-yet-available')),
    }),
  );
}
