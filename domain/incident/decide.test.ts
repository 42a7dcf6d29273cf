import { describe, expect, it } from '@jest/globals';
import { byKey, bySms, CoreStory, instant, T0 } from '../../test/harness/core-story.ts';
import { lonePage, smallCase } from '../../test/properties/small-plans.ts';
import { DAY } from '../time.ts';
import type { Actor, Command } from './commands.ts';
import { decide, decideStart } from './decide.ts';
import type { RefusalCode } from './refusals.ts';

const reason = 'as the meeting decided';
const CC = byKey('CC');
const NOBODY: Actor = { proof: 'key', access: 'administrator' };

describe('a refusal says why', () => {
  it.each<[RefusalCode, Actor, Command]>([
    [
      'access-denied',
      { person: 'CC', access: 'reader', proof: 'key' },
      { type: 'note', text: 'x' },
    ],
    ['access-denied', bySms('CC'), { type: 'acknowledge', task: 'K0.01', person: 'DO' }],
    ['person-required', NOBODY, { type: 'acknowledge', task: 'K0.01' }],
    ['person-unknown', CC, { type: 'acknowledge', task: 'K0.01', person: 'nobody' }],
    ['not-for-you', bySms('SPO'), { type: 'acknowledge', task: 'K0.01' }],
    ['not-for-you', bySms('SPO'), { type: 'decline', task: 'K0.01' }],
    ['not-for-you', bySms('SPO'), { type: 'complete', task: 'K0.01' }],
    ['task-unknown', CC, { type: 'acknowledge', task: 'K9.99' }],
    ['form-required', byKey('DO'), { type: 'complete', task: 'K0.01' }],
    ['form-invalid', byKey('DO'), { type: 'complete', task: 'K0.01', form: { heads: 'some' } }],
    ['person-unknown', CC, { type: 'reassign', task: 'K0.01', to: 'nobody', reason }],
    ['time-past', CC, { type: 'retime', task: 'K0.01', completeBy: T0 - 1, reason }],
    ['request-not-entitled', byKey('DO'), { type: 'waive', task: 'K0.01', reason }],
    ['weak-proof', bySms('CC'), { type: 'waive', task: 'K0.01', reason }],
    ['fact-unknown', CC, { type: 'setFact', fact: 'weather', value: 'fair' }],
    ['fact-mistyped', CC, { type: 'setFact', fact: 'heads', value: 'three' }],
    [
      'subject-required',
      byKey('CML'),
      { type: 'setFact', fact: 'victim.status', value: 'missing' },
    ],
    [
      'subject-unknown',
      byKey('CML'),
      { type: 'setFact', fact: 'victim.status', subject: 'v7', value: 'missing' },
    ],
    [
      'not-a-setter',
      byKey('FLO'),
      { type: 'setFact', fact: 'victim.status', subject: 'v1', value: 'missing' },
    ],
    [
      'source-required',
      byKey('CML'),
      { type: 'setFact', fact: 'victim.status', subject: 'v1', value: 'safe' },
    ],
    ['decision-unknown', CC, { type: 'decide', decision: 'K0.01', option: 'activate' }],
    ['approval-unknown', CC, { type: 'approve', approval: 'a9', verdict: 'approve' }],
    ['event-unknown', CC, { type: 'raise', event: 'rain' }],
    ['role-unknown', CC, { type: 'appoint', role: 'KING', holders: ['CC'], reason }],
    ['person-unknown', CC, { type: 'appoint', role: 'SEC', holders: ['nobody'], reason }],
    ['role-excluded', CC, { type: 'appoint', role: 'REV', holders: ['CML'], reason }],
    ['not-resolved', CC, { type: 'standDown', reason: 'resolved' }],
    ['incident-not-closable', CC, { type: 'close' }],
    ['weak-proof', bySms('CC'), { type: 'close' }],
    ['not-an-exercise', CC, { type: 'endExercise' }],
    ['alarm-unknown', CC, { type: 'clearAlarm', alarm: 9 }],
  ])('%s', (code, by, command) => {
    const story = new CoreStory(smallCase(), { facts: { victims: [{ id: 'v1' }] } });
    const before = story.incident;
    expect(story.refused(by, command)).toBe(code);
    expect(story.incident).toBe(before);
  });

  it('already-active, already-stood-down, incident-closed', () => {
    const story = new CoreStory(lonePage(), { activate: true, mode: 'exercise' });
    expect(story.refused(CC, { type: 'activate' })).toBe('already-active');
    story.twoPeople('CC', 'CML', { type: 'standDown', reason: 'falseAlarm' });
    expect(story.refused(CC, { type: 'standDown', reason: 'falseAlarm' })).toBe(
      'already-stood-down',
    );
    expect(story.refused(CC, { type: 'activate' })).toBe('already-stood-down');
    story.does(CC, { type: 'endExercise' });
    expect(story.refused(CC, { type: 'note', text: 'late' })).toBe('incident-closed');
  });

  it('task-ambiguous and task-closed', () => {
    const story = new CoreStory(smallCase());
    for (let call = 0; call < 2; call += 1) story.does(CC, { type: 'raise', event: 'call' });
    expect(story.refused(byKey('SEC'), { type: 'acknowledge', task: 'K4.01' })).toBe(
      'task-ambiguous',
    );
    story.does(byKey('SEC'), { type: 'complete', task: 'K4.01.1', form: { heads: 1 } });
    const again = { type: 'complete', task: 'K4.01.1', form: { heads: 1 } } as const;
    expect(story.refused(byKey('SEC'), again)).toBe('task-closed');
  });

  it('of a mistyped fact at the start, but starts with none at all', () => {
    const start = {
      id: 'test',
      codeName: 'RAVEN',
      mode: 'live' as const,
      timeFactor: 1,
      plan: smallCase(),
      directory: new CoreStory(smallCase()).incident.directory,
      activate: false,
      by: CC,
    };
    expect(decideStart({ ...start, facts: { heads: 'three' } }, T0)).toMatchObject({
      ok: false,
      refusal: { code: 'fact-mistyped', fields: [{ path: 'heads' }] },
    });
    expect(decideStart({ ...start, facts: {} }, T0)).toMatchObject({ ok: true });
  });
});

describe('a command', () => {
  it('that arrives twice under one id is applied once', () => {
    const story = new CoreStory(lonePage());
    const envelope = { id: 'once', by: CC, command: { type: 'note', text: 'x' } } as const;
    const first = decide(story.incident, envelope, T0);
    if (!first.ok) throw new Error('the note was refused');
    expect(decide(first.incident, envelope, T0)).toMatchObject({
      ok: true,
      repeated: true,
      events: [],
      effects: { messages: [] },
    });
  });

  it('by a coordinator may carry what a colleague said on the phone, and the log says so', () => {
    const story = new CoreStory(lonePage());
    story.does(CC, { type: 'acknowledge', task: 'K0.01', person: 'DO', via: 'phone' });
    expect(story.task('K0.01').holder).toBe('DO');
    expect(story.log.at(-1)).toMatchObject({ by: { person: 'CC' }, event: { via: 'phone' } });
  });

  it('to put in a task without a time to do it gets 24 hours, so that nobody forgets it', () => {
    const story = new CoreStory(lonePage());
    const task = { type: 'insertTask', title: 'Find an interpreter', role: 'SPO' } as const;
    story.does(CC, { ...task, ladder: 'URGENT', mandatory: true, reason });
    expect(story.task('X2')).toMatchObject({ completeBy: T0 + DAY, overdueAt: T0 + 0.75 * DAY });
  });

  it('to give a notice a time to answer sets its ladder going again', () => {
    const story = new CoreStory(lonePage());
    const task = { type: 'insertTask', title: 'Find an interpreter', role: 'SPO' } as const;
    story.does(CC, { ...task, ladder: 'LIFE', mandatory: true, reason }).until('10:00');
    const acknowledgeBy = instant('10:30');
    story.does(CC, { type: 'retime', task: 'X2', acknowledgeBy, reason }).until('10:33');
    expect(story.told('X2')).toEqual(['09:00 page SPO', '10:30 page SPO-D']);
  });

  it('that names a victim in the same step as a notice leaves the victim out of it', () => {
    const story = new CoreStory(smallCase(), { activate: true });
    story.until('09:06');
    const value = [{ id: 'v1', person: 'FLO' }];
    story.does(CC, { type: 'setFact', fact: 'victims', value });
    expect(story.until('09:30').messages.filter((one) => one.at >= instant('09:06'))).not.toEqual(
      expect.arrayContaining([expect.objectContaining({ person: 'FLO' })]),
    );
  });
});

describe('an exercise', () => {
  it('pages only those who are enrolled, and says that it is one', () => {
    const plan = lonePage();
    const base = new CoreStory(plan).incident.directory;
    const owner = base.people['DO'];
    if (owner === undefined) throw new Error('the organisation has a duty officer');
    const people = { ...base.people, DO: { ...owner, exercise: false } };
    const story = new CoreStory(plan, { mode: 'exercise', directory: { ...base, people } });
    story.until('10:00');
    expect(story.messages.map((order) => order.person)).not.toContain('DO');
    expect(story.messages.every((order) => order.exercise)).toBe(true);
  });

  it('is ended by one person in one step, and everybody it reached is told', () => {
    const story = new CoreStory(lonePage(), { mode: 'exercise' }).until('09:06');
    story.does(byKey('SPO'), { type: 'endExercise' });
    const told = story.messages.filter((order) => order.kind === 'exerciseEnded');
    expect(told.map((order) => order.person)).toEqual(['DO', 'DO-D']);
    expect(story.incident.status).toBe('closed');
  });
});
