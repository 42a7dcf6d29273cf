import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Finding } from './findings.ts';
import { findingLine } from './findings.ts';
import { readPlaybook } from './shipped.ts';

const base = readFileSync(new URL('../test/harness/lone-page.yaml', import.meta.url), 'utf8');

/** The smallest playbook with one thing changed. */
function changed(from: string, to: string): string {
  if (!base.includes(from)) throw new Error(`the fixture has no ${from}`);
  return base.replace(from, to);
}
function findings(text: string): readonly Finding[] {
  const read = readPlaybook(text, 'hash');
  return read.ok ? [] : read.findings;
}
/** A further task at the end of the definition. */
const more = (task: string): string =>
  `${base}  - id: K0.09
    phase: K0
    title: { en: More, fr: Plus }
    role: DO
    ladder: LIFE
    mandatory: true
    doneWithin: 1 hour
${task}`;
const lineOf = (text: string, part: string): number =>
  text.slice(0, text.indexOf(part)).split('\n').length;

describe('a definition', () => {
  it('that is sound has no findings', () => {
    expect(findings(base)).toEqual([]);
    expect(findings(more('    opens: { completed: K0.01 }\n'))).toEqual([]);
  });

  it.each([
    ['unknown-role', 'role: DO', 'role: DOO', 'did you mean `DO`?'],
    ['unknown-phase', 'phase: K0', 'phase: K1', 'did you mean `K0`?'],
    ['unknown-ladder', 'ladder: LIFE', 'ladder: LIVE', 'did you mean `LIFE`?'],
    ['unknown-role', 'fallback: [CC', 'fallback: [CD', 'did you mean `CC`?'],
    ['wrong-type', 'version: 1', 'version: one', 'write a number'],
    ['unknown-key', 'mandatory: true', 'mandatry: true', 'did you mean `mandatory`?'],
    ['wrong-value', 'doneWithin: 15 minutes', 'doneWithin: soon', '`5 minutes`'],
    ['wrong-value', 'reads: [C0, C1] }', 'reads: [C0, C9] }', 'C8'],
    ['wrong-type', "fr: 'Appel unique'", "de: 'Ruf'", 'is missing'],
    ['wrong-value', 'opens: { start: true }', 'opens: { start: true, event: leak }', 'exactly one'],
    ['condition', 'facts.over == true', 'facts.ovr == true', 'did you mean `over`?'],
    ['condition', 'facts.over == true', 'facts.over == "yes"', 'it is true or false'],
    ['condition', 'facts.over == true', 'facts.over ==', 'at character'],
    ['condition', 'facts.over == true', 'facts.over > 3', 'has no order'],
    ['condition', 'facts.over == true', 'subject.status == "safe"', '`forEach`'],
    ['condition', 'facts.over == true', 'done["K9"]', 'unknown row'],
    ['condition', 'facts.over == true', 'incident.status == "open"', 'it is one of: intake'],
    ['condition', 'facts.over == true', 'incident.status', 'no yes or no'],
    ['role-without-deputy', 'reads: [C0, C1] }', 'reads: [C0, C1], deputy: false }', 'deputy'],
  ])('with %s tells place and cure: %s → %s', (code, from, to, cure) => {
    const text = changed(from, to);
    const [finding] = findings(text).filter((each) => each.code === code);
    expect(finding?.message).toContain(cure);
    // A missing text is told where it is missed; a role's fault where the role is used.
    expect(Math.abs((finding?.line ?? 0) - lineOf(text, to))).toBeLessThanOrEqual(
      code === 'role-without-deputy' ? 60 : 1,
    );
  });

  it('tells all its faults at once, in the order of the text', () => {
    const text = changed('role: DO', 'role: XX').replace('ladder: LIFE', 'ladder: NONE');
    expect(findings(text).map((each) => each.code)).toEqual(['unknown-role', 'unknown-ladder']);
    const [first] = findings(text);
    expect(findingLine('lone.yaml', first!)).toMatch(
      /^lone\.yaml:\d+:11 tasks K0\.01 role: unknown role `XX`; there is: DO, CC/,
    );
  });
});

describe('a dead or dangerous task', () => {
  it.each([
    ['unreachable-task', '', 'nobody would ever see'],
    ['unreachable-task', '    opens: { quorum: none-such }\n', 'nothing that can happen'],
    ['cycle', '    opens: { completed: K0.09 }\n', 'K0.09 → K0.09'],
    ['repeat-without-end', '    repeat: { from: { start: true }, at: [2 hours] }\n', '`until`'],
    ['repeat-without-times', '    repeat: { from: { start: true }, until: facts.over }\n', '`at`'],
    ['unknown-form', '    opens: { start: true }\n    form: none-such\n', 'none is declared'],
    ['unknown-row', '    opens: { start: true }\n    blockedBy: [K0.02]\n', 'K0.01'],
    ['unknown-event', '    opens: { event: leak }\n', 'none is declared'],
    ['unknown-fact', '    opens: { factSet: ovr }\n', '`over`'],
    ['unknown-list', '    opens: { start: true }\n    forEach: victims\n', '`persons: victims`'],
  ])('%s is refused', (code, task, cure) => {
    const [finding] = findings(more(task)).filter((each) => each.code === code);
    expect(finding?.message).toContain(cure);
    expect(finding?.where).toMatch(/^tasks K0\.09/);
  });

  it('in a circle of two names the way round', () => {
    const first = changed(
      'opens: { start: true }\n    acknowledge',
      'opens: { completed: K0.09 }\n    acknowledge',
    );
    const text = first + more('    opens: { completed: K0.01 }\n').slice(base.length);
    const cycles = findings(text).filter((each) => each.code === 'cycle');
    expect(cycles.map((each) => each.message)).toEqual([
      expect.stringContaining('K0.01 → K0.09 → K0.01'),
      expect.stringContaining('K0.09 → K0.01 → K0.09'),
    ]);
  });

  it('that is mandatory needs a time and a ladder', () => {
    const text = changed(
      '    acknowledgeWithin: 5 minutes\n    doneWithin: 15 minutes\n    ladder: LIFE\n',
      '',
    );
    expect(findings(text).map((each) => each.code)).toEqual([
      'mandatory-without-time',
      'mandatory-without-ladder',
    ]);
  });

  it('may not let silence decline', () => {
    const decision = `    opens: { start: true }
    decision:
      options:
        - { id: yes, title: { en: Go, fr: Oui }, incident: activate }
        - { id: no, title: { en: No, fr: Non }, incident: decline }
      onSilence: { option: no, after: 15 minutes }
`;
    const quoted = decision.replaceAll('yes,', '"yes",').replaceAll('no,', '"no",');
    expect(findings(more(quoted)).map((each) => each.code)).toEqual(['silence-decides-too-much']);
  });
});

describe('a ladder', () => {
  const ladder = (body: string): string =>
    changed('phases:', `ladders:\n  SLOW:\n${body}\nphases:`);

  it('without a last resort is refused', () => {
    const text = ladder('    rungs: [{ after: 0 minutes, to: [owner] }]');
    expect(findings(text).map((each) => each.code)).toEqual(['ladder-without-last-resort']);
  });

  it('climbs in the order of time and to declared roles', () => {
    const text = ladder(`    rungs:
      - { after: 5 minutes, to: [owner] }
      - { after: 2 minutes, to: [XX-D] }
    last: { every: 5 minutes, to: [everyone] }`);
    expect(findings(text).map((each) => each.code)).toEqual(['rung-order', 'unknown-role']);
  });
});

describe('what an event or a decision sets', () => {
  const events = (sets: string): string =>
    changed(
      'phases:',
      `events:\n  flood: { title: { en: Flood, fr: Crue }, sets: { ${sets} } }\n\nphases:`,
    );

  it('fits the fact', () => {
    expect(findings(events('over: true'))).toEqual([]);
    expect(findings(events('over: later'))).toMatchObject([
      { code: 'wrong-value', message: '`over` is true or false' },
    ]);
    expect(findings(events('ovr: true')).map((each) => each.code)).toEqual(['unknown-fact']);
  });

  it('never goes round the second person', () => {
    const guard = 'guarded: { values: [true], approval: { approve: [CC] } }';
    const text = events('over: true').replace('type: boolean', `type: boolean\n    ${guard}`);
    expect(findings(text)[0]?.message).toContain('needs a second person');
  });
});

describe('a quorum', () => {
  it('counts only roles that its row pages', () => {
    const quorum = `quorums:
  team:
    row: K0.01
    needs: [{ count: 1, of: [DO] }, { count: 1, of: [CML, CC] }]
    within: 30 minutes
    onMissed: [DO]
`;
    expect(findings(changed('phases:', `${quorum}\nphases:`))).toMatchObject([
      { code: 'quorum-never-met', where: 'quorums team needs number 2' },
    ]);
  });
});

describe('hostile text', () => {
  it.each([
    ['yaml', 'version: 1', 'version: 1\nversion: 2'],
    ['yaml', 'version: 1', 'version: [1'],
    ['reserved-name', 'facts:\n', 'facts:\n  __proto__: { type: text }\n'],
    ['reserved-name', 'facts:\n', 'facts:\n  constructor: { type: text }\n'],
    ['wrong-type', 'version: 1', 'version: !!binary AQ=='],
  ])('%s is refused at its place', (code, from, to) => {
    const text = changed(from, to);
    const [finding] = findings(text);
    expect(finding?.code).toBe(code);
    expect(finding?.line).toBeGreaterThan(1);
  });

  it('of any kind is refused quickly', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefgh')
      .map(
        (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]!}`).join(',')}]`,
      )
      .join('\n')}`;
    const started = Date.now();
    expect(findings(bomb).map((each) => each.code)).toEqual(['aliases']);
    expect(findings('['.repeat(100_000))).toMatchObject([{ code: 'too-deep' }]);
    expect(findings('- '.repeat(100_000))).toMatchObject([{ code: 'too-deep' }]);
    expect(findings('? '.repeat(100_000))[0]).toBeDefined();
    expect(findings('#'.repeat(600_000))).toMatchObject([{ code: 'too-large' }]);
    expect(findings('just words')).toMatchObject([{ code: 'not-a-map' }]);
    expect(findings('')).toMatchObject([{ code: 'not-a-map' }]);
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});
