import { describe, expect, it } from '@jest/globals';
import { showIncident } from '../api/show-incident.ts';
import { visibleTo } from '../domain/people/compartments.ts';
import { CoreStory } from '../test/harness/core-story.ts';
import { kidnapPlan } from '../test/harness/plans.ts';
import { readDeed, readStart } from './deeds.ts';
import { incident as incidentShape } from './shown.ts';

const story = new CoreStory(kidnapPlan());
const sight = visibleTo({ person: 'CC', access: 'coordinator' }, story.incident);
const seen = showIncident({ incident: story.incident, sight, now: story.now }, 'en');
const incident = incidentShape.parse(JSON.parse(JSON.stringify(seen)));
const read = (deed: string, sent: Readonly<Record<string, string>>) =>
  readDeed(deed, { csrf: 'x', once: 'y', ...sent }, { incident, person: 'CC' });

describe('what a form asks for', () => {
  it('is one’s own word, or that of a colleague on the phone', () => {
    const sent = { task: 'K0.01', via: 'phone', says: 'decline' };
    expect(read('answer', { ...sent, person: '' })).toMatchObject({
      operation: 'declineTask',
      body: {},
    });
    expect(read('answer', { ...sent, person: 'DO' })?.body).toEqual({ person: 'DO', via: 'phone' });
  });

  it('carries typed fields; empty ones are left out, times are UTC', () => {
    const deed = read('complete', {
      task: 'K0.01',
      'form.what': ' gone ',
      'form.place': '',
      'form.seenAt': '2026-03-02T08:30',
      'form.reachable': 'false',
      'form.persons.0.id': 'v1',
      'form.persons.0.name': 'Jean',
    });
    expect(deed?.body).toEqual({
      form: {
        what: 'gone',
        seenAt: '2026-03-02T08:30:00Z',
        reachable: false,
        persons: [{ id: 'v1', name: 'Jean' }],
      },
    });
  });

  it('is nothing when a field is not one of its own', () => {
    expect(read('note', { text: 'a', access: 'administrator' })).toBeUndefined();
    expect(read('constructor', {})).toBeUndefined();
    expect(readStart({ playbook: 'kidnap', mode: 'live', id: 'x' })).toBeUndefined();
  });

  it('starts an incident with whom it is known to be about', () => {
    const sent = {
      playbook: 'kidnap',
      mode: 'exercise',
      timeFactor: '60',
      'victim.1.number': '+33612345678',
    };
    expect(readStart(sent)).toEqual({
      playbook: 'kidnap',
      mode: 'exercise',
      timeFactor: 60,
      facts: {
        victims: [
          {
            id: 'v1',
            contacts: [
              { channel: 'sms', address: '+33612345678' },
              { channel: 'voice', address: '+33612345678' },
            ],
          },
        ],
      },
    });
  });
});
