import { describe, expect, it } from '@jest/globals';
import { byKey, bySms, CoreStory } from '../../test/harness/core-story.ts';
import { smallCase } from '../../test/properties/small-plans.ts';
import type { FactPlan, FactValue } from '../plan.ts';
import { checkForm, mistyped } from './facts.ts';

const label = { en: 'A fact', fr: 'Un fait' };
const fact = (type: FactPlan['type'], more: Partial<FactPlan> = {}): FactPlan => ({
  type,
  label,
  compartment: 'C1',
  ...more,
});
const choice = fact('choice', { options: ['none', 'covered'] });
const persons = fact('list', { persons: 'victims' });

describe('a fact takes', () => {
  it.each<[string, FactPlan, FactValue]>([
    ['text', fact('text'), 'by the bridge'],
    ['a number', fact('number'), 3],
    ['yes or no', fact('boolean'), false],
    ['one of its options', choice, 'covered'],
    ['an instant', fact('instant'), '2026-03-02T11:00:00Z'],
    ['a list', fact('list'), ['a', 'b']],
    ['persons', persons, [{ id: 'v1' }, { id: 'v2', name: 'Jean', person: 'jean', contacts: [] }]],
    ['unknown, whatever its type', fact('number'), 'unknown'],
    ['unknown persons', persons, 'unknown'],
  ])('%s', (_name, plan, value) => {
    expect(mistyped(plan, value)).toBeUndefined();
  });
});

describe('a fact refuses', () => {
  it.each<[string, FactPlan, FactValue]>([
    ['a number for a text', fact('text'), 3],
    ['a text for a number', fact('number'), '3'],
    ['a word for yes or no', fact('boolean'), 'yes'],
    ['what is none of its options', choice, 'perhaps'],
    ['a day that is none', fact('instant'), '2026-02-31 noon'],
    ['one thing for a list', fact('list'), 'a'],
    ['null', fact('text'), null],
    ['a person without an id', persons, [{ name: 'Jean' }]],
    ['a person with an unknown key', persons, [{ id: 'v1', age: 40 }]],
    [
      'a contact on a channel that is none',
      persons,
      [{ id: 'v1', contacts: [{ channel: 'fax', address: '1' }] }],
    ],
    ['a contact without an address', persons, [{ id: 'v1', contacts: [{ channel: 'sms' }] }]],
  ])('%s', (_name, plan, value) => {
    expect(mistyped(plan, value)).toMatch(/^expected /);
  });
});

describe('a form', () => {
  const check = (values: Readonly<Record<string, FactValue>>) =>
    checkForm(smallCase(), 'count', values);

  it('is complete with the fields that it needs', () => {
    expect(check({ heads: 3 })).toEqual([]);
  });

  it('names every field at fault', () => {
    expect(check({ told: 'yes', colour: 'red' })).toEqual([
      { path: 'form.colour', message: 'the form has no such field' },
      { path: 'form.heads', message: 'this field is needed' },
      { path: 'form.told', message: 'expected true or false' },
    ]);
  });

  it('sets the facts that its fields stand for', () => {
    const story = new CoreStory(smallCase());
    story.does(byKey('DO'), { type: 'complete', task: 'K0.01', form: { heads: 3, told: true } });
    expect(story.incident.facts['heads']?.value).toBe(3);
    expect(story.incident.facts['police.told']?.value).toBe(true);
  });

  it('is not replaced by a "done" from a phone, which is logged', () => {
    const story = new CoreStory(smallCase());
    story.does(bySms('DO'), { type: 'complete', task: 'K0.01' });
    expect(story.task('K0.01').status).toBe('open');
    expect(story.events('doneReported')).toMatchObject([{ person: 'DO', via: 'sms' }]);
  });
});

describe('a person named as a victim', () => {
  it('is never written to again, under any equal address of anybody', () => {
    const story = new CoreStory(smallCase());
    const deputy = story.incident.directory.people['DO-D']?.contacts[0];
    const value = [
      { id: 'v1', person: 'CC', contacts: [{ ...deputy, address: ` ${deputy?.address ?? ''}` }] },
    ];
    story.does(byKey('DO'), {
      type: 'setFact',
      fact: 'victims',
      value: value as unknown as FactValue, // `channel` is a string of the contact, as JSON has it
    });
    const before = story.messages.length;
    story.until('10:00');
    const later = story.messages.slice(before);
    expect(later.map((order) => order.person)).not.toContain('CC');
    const texts = later.filter((order) => order.person === 'DO-D');
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.every((order) => order.sms.length === 0)).toBe(true);
  });
});
