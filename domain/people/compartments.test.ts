import { describe, expect, it } from '@jest/globals';
import { showEvent } from '../incident/view-event.ts';
import { viewIncident } from '../incident/view.ts';
import type { Access } from '../incident/commands.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/state.ts';
import { COMPARTMENTS } from '../plan.ts';
import type { Compartment, Plan, RoleCode } from '../plan.ts';
import { visibleTo } from './compartments.ts';

const text = (en: string) => ({ en, fr: en });

/** Reads of some roles of domain.md 1: what its table grants in full. */
const READS: Record<RoleCode, readonly Compartment[]> = {
  CML: ['C1', 'C2', 'C3', 'C4', 'C6', 'C7', 'C8'],
  CC: ['C1', 'C2', 'C8'],
  NCO: ['C1', 'C2', 'C3'],
  FLO: ['C2', 'C4', 'C8'],
  MED: ['C2', 'C5'],
  INS: ['C1', 'C2', 'C6'],
  REV: ['C1', 'C2', 'C3', 'C6', 'C7', 'C8'],
  ADM: [],
};

function planWith(): Plan {
  const fact = (compartment: Compartment) => ({
    type: 'text' as const,
    label: text('fact'),
    compartment,
  });
  const approval = { request: [], approve: [], count: 1, expiresAfter: 1 };
  return {
    v: 1,
    playbook: 'kidnap',
    version: 1,
    hash: '00',
    title: text('Kidnap'),
    roles: Object.fromEntries(
      Object.entries(READS).map(([role, reads]) => [role, { title: text(role), reads }]),
    ),
    facts: {
      situation: fact('C1'),
      victims: { ...fact('C2'), type: 'list', persons: 'victims' },
      'captor.demand': fact('C3'),
      'family.contactMode': { ...fact('C4'), per: 'families' },
      'insurance.cover': fact('C6'),
    },
    forms: {
      call: {
        id: 'call',
        title: text('Call'),
        fields: [
          { id: 'heard', label: text('Heard'), type: 'text', required: true, compartment: 'C3' },
          { id: 'health', label: text('Health'), type: 'text', required: false, compartment: 'C5' },
        ],
      },
    },
    ladders: {},
    overdue: {
      reminderShare: 0.75,
      reminderMinimum: 0,
      dueTo: [],
      stepShare: 0.5,
      stepMinimum: 1,
      stepMaximum: 1,
      firstStepTo: [],
      nextStepsTo: [],
    },
    phases: [{ id: 'K4', title: text('Contact'), opens: [], live: true }],
    tasks: [
      {
        row: 'K4.01',
        phase: 'K4',
        title: text('Captors called'),
        role: 'NCO',
        with: [],
        opens: [{ on: { kind: 'event', event: 'captor-contact' } }],
        blockedBy: [],
        doneWithin: 1,
        ladder: 'LIFE',
        mandatory: true,
        waivable: true,
        form: 'call',
        compartment: 'C3',
      },
    ],
    quorums: [],
    events: {},
    standDown: { approval, falseAlarmApproval: approval, resolvedWhen: 'true' },
    waiverApproval: approval,
    closure: [],
    fallback: [],
    alarmTo: [],
  };
}

/** Each role is held by the person of the same name in lower case; FLO by one person per family. */
function incidentWith(change: Partial<Incident> = {}): Incident {
  return {
    v: 1,
    id: 'aaaaaaaaaaaaaaaa',
    codeName: 'RAVEN',
    mode: 'live',
    timeFactor: 1,
    plan: planWith(),
    status: 'active',
    startedAt: 0,
    seq: 1,
    lastTaskNumber: 0,
    directory: {
      revision: 1,
      people: {},
      roster: Object.fromEntries(
        Object.keys(READS).map((role) => [role, role === 'FLO' ? [] : [role.toLowerCase()]]),
      ),
      suppressed: [],
    },
    personNumbers: {},
    appointed: { 'FLO@f1': ['flo'] },
    everHeld: {},
    phases: {},
    tasks: {},
    milestones: {},
    facts: {
      situation: { value: 'SECRET-SITUATION', at: 0, source: 'SECRET-SOURCE' },
      'captor.demand': { value: 'SECRET-DEMAND', at: 0 },
      'family.contactMode@f1': { value: 'SECRET-FAMILY-ONE', at: 0 },
      'family.contactMode@f2': { value: 'SECRET-FAMILY-TWO', at: 0 },
      'insurance.cover': { value: 'SECRET-COVER', at: 0 },
    },
    subjects: [
      { id: 'v1', list: 'victims', name: 'SECRET-VICTIM', person: 'jean' },
      { id: 'f1', list: 'families', name: 'SECRET-KIN' },
    ],
    suppressed: [],
    approvals: {},
    lastApproval: 0,
    quorums: {},
    conditionsSince: {},
    raised: {},
    series: {},
    alarms: [],
    lastAlarm: 0,
    optedOut: [],
    reached: [],
    applied: [],
    ...change,
  };
}

function shownTo(person: string, incident = incidentWith()): string {
  const sight = visibleTo({ person, access: 'responder' }, incident);
  return JSON.stringify(
    viewIncident({ incident, sight, language: 'en', now: 0, timers: [], blockers: [] }),
  );
}

describe('need-to-know', () => {
  for (const [role, reads] of Object.entries(READS)) {
    for (const compartment of COMPARTMENTS) {
      const granted = compartment === 'C0' || reads.includes(compartment);
      const during = granted && (role !== 'REV' || compartment === 'C0');
      const bound = role === 'FLO' && compartment !== 'C0';
      it(`${role} ${during && !bound ? 'reads' : 'does not read'} ${compartment} of an active incident`, () => {
        const sight = visibleTo(
          { person: role.toLowerCase(), access: 'responder' },
          incidentWith(),
        );
        expect(sight.reads(compartment)).toBe(during && !bound);
      });
    }
  }

  it('lets the review lead read from the review on', () => {
    const reader = { person: 'rev', access: 'responder' as const };
    expect(visibleTo(reader, incidentWith({ status: 'stoodDown' })).reads('C3')).toBe(false);
    expect(visibleTo(reader, incidentWith({ status: 'inReview' })).reads('C3')).toBe(true);
    expect(visibleTo(reader, incidentWith({ status: 'closed' })).reads('C5')).toBe(false);
  });

  it('shows a family liaison officer the own family and no other', () => {
    const shown = shownTo('flo');
    expect(shown).toContain('SECRET-FAMILY-ONE');
    expect(shown).toContain('SECRET-KIN');
    expect(shown).not.toContain('SECRET-FAMILY-TWO');
    expect(shown).not.toContain('SECRET-VICTIM');
  });

  it.each<[Access, string | undefined]>([
    ['administrator', undefined],
    ['administrator', 'cml'],
    ['coordinator', undefined],
    ['coordinator', 'stranger'],
    ['responder', 'stranger'],
    ['reader', 'stranger'],
  ])('shows %s %s the shell alone', (access, person) => {
    const incident = incidentWith();
    const sight = visibleTo(person === undefined ? { access } : { access, person }, incident);
    expect(sight.compartments).toEqual(['C0']);
    const shown = JSON.stringify(
      viewIncident({ incident, sight, language: 'en', now: 0, timers: [], blockers: [] }),
    );
    expect(shown).not.toContain('SECRET');
    expect(shown).toContain('"situation":{"withheld":true}');
  });

  it('does not exist for a victim who has a key', () => {
    const sight = visibleTo({ person: 'jean', access: 'coordinator' }, incidentWith());
    expect(sight.shell).toBe(false);
    expect(sight.reads('C0')).toBe(false);
  });

  it('keeps the existence of cover from the coordinator and gives it to the insurer', () => {
    expect(shownTo('cc')).not.toContain('SECRET-COVER');
    expect(shownTo('ins')).toContain('SECRET-COVER');
    expect(shownTo('cc')).toContain('SECRET-SOURCE');
  });
});

describe('the log behind compartments', () => {
  const SECRETS: readonly [string, IncidentEvent, Compartment][] = [
    ['a note', { type: 'noteAdded', text: 'SECRET' }, 'C1'],
    ['a demand', { type: 'factSet', fact: 'captor.demand', value: 'SECRET' }, 'C3'],
    [
      'what was heard on the line',
      {
        type: 'taskCompleted',
        task: 'K4.01',
        via: 'console',
        form: { heard: 'SECRET' },
        told: [],
      },
      'C3',
    ],
    [
      'the state of health',
      {
        type: 'taskCompleted',
        task: 'K4.01.7',
        via: 'console',
        form: { health: 'SECRET' },
        told: [],
      },
      'C5',
    ],
    ['a note on contact', { type: 'eventRaised', event: 'captor-contact', note: 'SECRET' }, 'C3'],
    [
      'a frozen fact',
      {
        type: 'approvalRequested',
        approval: 'a1',
        task: 'X1',
        command: { type: 'setFact', fact: 'insurance.cover', value: 'SECRET' },
        mayApprove: ['CML'],
        needed: 1,
        expiresAt: 0,
        secondSource: false,
      },
      'C6',
    ],
    [
      'a name',
      { type: 'subjectsNamed', subjects: [{ id: 'v1', list: 'victims', name: 'SECRET' }] },
      'C2',
    ],
    ['an address', { type: 'suppressed', addresses: ['SECRET'] }, 'C2'],
    [
      'how a condition stands',
      {
        type: 'conditionChanged',
        condition: 'facts.insurance.cover == "SECRET"',
        holds: true,
      },
      'C6',
    ],
  ];
  const HOLDERS = { C1: 'cc', C2: 'cc', C3: 'nco', C5: 'med', C6: 'ins' } as const;

  it.each(SECRETS)('withholds %s from all who do not read its compartment', (_, event, place) => {
    const incident = incidentWith();
    const line = (reader: Parameters<typeof visibleTo>[0]) =>
      JSON.stringify(
        showEvent(
          { seq: 2, at: 0, by: { proof: 'session' }, cause: 'c', event },
          incident,
          visibleTo(reader, incident),
        ),
      );
    expect(line({ access: 'administrator' })).not.toContain('SECRET');
    expect(line({ access: 'reader', person: 'stranger' })).not.toContain('SECRET');
    const holder = HOLDERS[place as keyof typeof HOLDERS];
    expect(line({ access: 'responder', person: holder })).toContain('SECRET');
  });

  it('never shows people, addresses or the whole plan', () => {
    const incident = incidentWith();
    const { plan, directory } = incident;
    const sight = visibleTo({ person: 'cml', access: 'coordinator' }, incident);
    const line = showEvent(
      {
        seq: 1,
        at: 0,
        by: { proof: 'key' },
        cause: 'c',
        event: {
          type: 'started',
          start: {
            id: 'a',
            codeName: 'RAVEN',
            mode: 'live',
            timeFactor: 1,
            plan,
            directory,
            facts: { 'captor.demand': 'known' },
            activate: false,
          },
        },
      },
      incident,
      sight,
    );
    expect(line.data).toEqual({
      incident: 'a',
      codeName: 'RAVEN',
      mode: 'live',
      timeFactor: 1,
      activate: false,
      playbook: { id: 'kidnap', version: 1, hash: '00' },
      facts: { 'captor.demand': 'known' },
    });
  });
});
