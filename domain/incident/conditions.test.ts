import { describe, expect, it } from '@jest/globals';
import type { FactPlan } from '../plan.ts';
import { nestFacts, personScope } from './condition-scope.ts';
import type { ConditionScope, ScopeMap } from './condition-scope.ts';
import { evaluate, parseCondition } from './conditions.ts';

const scope = (facts: ScopeMap = {}, subject?: ScopeMap): ConditionScope => ({
  facts,
  incident: { status: 'active', review: 'none', standDown: false },
  done: { 'K0.01': true, 'K0.02': false },
  ...(subject && { subject }),
});
const holds = (condition: string, at: ConditionScope = scope()): boolean => {
  const result = evaluate(condition, at);
  if (!result.ok) throw new Error(result.error);
  return result.value;
};

describe('a condition', () => {
  it('asks about any and all victims', () => {
    const two = scope({
      victims: [
        { id: 'v1', status: 'released' },
        { id: 'v2', status: 'missing' },
      ],
    });
    expect(holds('facts.victims.exists(v, v.status in ["released", "escaped"])', two)).toBe(true);
    expect(holds('facts.victims.all(v, v.status == "released")', two)).toBe(false);
  });

  it('asks what is done, and takes a row it never heard of as not done', () => {
    expect(holds('done["K0.01"] && !done["K0.02"] && !done["K9.99"]')).toBe(true);
  });

  it('compares numbers and instants as one would write them', () => {
    const at = scope({ count: 3, deadline: 1_785_000_000_000 });
    expect(holds('facts.count == 3 && facts.count > 2 && facts.count < 3.5', at)).toBe(true);
    expect(holds('facts.deadline > 1784000000000', at)).toBe(true);
  });

  it('reads the person whose task it is', () => {
    const at = scope({}, { id: 'v1', status: 'deceased' });
    expect(holds('subject.status == "deceased" && incident.status == "active"', at)).toBe(true);
  });
});

describe('an unset fact', () => {
  it.each([
    'facts.le.informed == true',
    'facts.le.informed',
    'facts.insurance.cover != "none"',
    'facts.count > 3',
    'facts.victims.all(v, v.status == "released")',
    'facts.victims.exists(v, v.status != "released")',
    'size(facts.victims) > 0',
    'subject.status != "safe"',
  ])('makes its comparison false: %s', (condition) => {
    expect(holds(condition)).toBe(false);
    expect(holds(condition, scope({ le: { informed: 'unknown' }, count: 'unknown' }))).toBe(false);
  });

  it('can be asked for by the word', () => {
    expect(holds('facts.insurance.cover == "unknown"')).toBe(true);
    const insured = scope({ insurance: { cover: 'none' } });
    expect(holds('facts.insurance.cover != "unknown"', insured)).toBe(true);
  });

  it('leaves the other half of the condition alone', () => {
    expect(holds('facts.le.informed || done["K0.01"]')).toBe(true);
    expect(holds('!(facts.count > 3)')).toBe(true);
  });

  it('of one victim says nothing about the others', () => {
    const at = scope({ victims: [{ id: 'v1' }, { id: 'v2', status: 'confirmed' }] });
    expect(holds('facts.victims.exists(v, v.status == "confirmed")', at)).toBe(true);
    expect(holds('facts.victims.exists(v, v.status != "confirmed")', at)).toBe(false);
  });

  it('holds of all victims only when one is named', () => {
    expect(holds('facts.victims.all(v, v.status != "x")', scope({ victims: [] }))).toBe(false);
  });
});

describe('an error', () => {
  it('in which no unset fact takes part is told, so that the task can open', () => {
    const result = evaluate('facts.count > 3', scope({ count: 'many' }));
    expect(result).toEqual({ ok: false, error: expect.stringContaining('overload') });
  });

  it('of grammar is told with its place', () => {
    expect(evaluate('facts.a ==', scope()).ok).toBe(false);
    expect(parseCondition('facts.a == (')).toMatchObject({ ok: false, at: 12 });
    expect(parseCondition('1 + 2')).toMatchObject({ ok: false });
    expect(parseCondition('people.exists(p, true)')).toMatchObject({ ok: false, at: 0 });
  });

  it('does not come from a hostile name', () => {
    expect(holds('facts.constructor == "x"')).toBe(false);
    expect(holds('facts.__proto__.polluted == "x"')).toBe(false);
  });
});

describe('the scope', () => {
  const label = { en: 'x', fr: 'x' };
  const declared: Record<string, FactPlan> = {
    victims: { type: 'list', label, compartment: 'C2', persons: 'victims' },
    'victim.status': { type: 'choice', label, compartment: 'C1', per: 'victims' },
    'le.informed': { type: 'boolean', label, compartment: 'C1' },
    'le.lead': { type: 'text', label, compartment: 'C1' },
  };
  const values: Record<string, string | boolean> = {
    'victim.status@v1': 'proof',
    'le.informed': true,
  };
  const valueOf = (fact: string, subject?: string) => values[subject ? `${fact}@${subject}` : fact];

  it('turns instants into milliseconds, so that they have an order', () => {
    const due: Record<string, FactPlan> = {
      deadline: { type: 'instant', label, compartment: 'C3' },
    };
    const facts = nestFacts(due, () => '2026-03-02T09:00:00Z', []);
    expect(holds(`facts.deadline < ${Date.parse('2026-03-02T10:00:00Z')}`, scope(facts))).toBe(
      true,
    );
    expect(nestFacts(due, () => 'unknown', [])).toEqual({ deadline: 'unknown' });
  });

  it('nests facts by their dots and merges what is known of each person', () => {
    const subjects = [{ id: 'v1', list: 'victims', name: 'never shown' }];
    expect(nestFacts(declared, valueOf, subjects)).toEqual({
      victims: [{ id: 'v1', status: 'proof' }],
      le: { informed: true, lead: 'unknown' },
    });
    expect(personScope(declared, valueOf, { id: 'v2', list: 'victims' })).toEqual({
      id: 'v2',
      status: 'unknown',
    });
  });
});
