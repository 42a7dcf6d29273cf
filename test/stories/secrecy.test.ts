import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  commandSignal,
  commandUpdate,
  incidentQuery,
  unsealedQuery,
} from '../../workflows/messages.ts';
import { byKey } from '../harness/core-story.ts';
import { startEngine, type Engine } from '../harness/engine.ts';
import { eventually } from '../harness/eventually.ts';
import { organisationFor, person } from '../harness/organisation.ts';
import { kidnapPlan } from '../harness/plans.ts';
import { devServer } from '../harness/temporal.ts';

const plan = kidnapPlan();
const base = organisationFor(plan);
const victim = person('jean', 950, {
  name: 'Jean Lefèvre-Okonjo',
  contacts: [
    { channel: 'sms', address: '+12025550950' },
    { channel: 'email', address: 'jean.lefevre@tocsin.example' },
  ],
});
const directory = { ...base, people: { ...base.people, jean: victim } };
/** Everything that would tell who and where: none of it may be readable in Temporal. */
const SECRETS = [
  'Lefèvre-Okonjo',
  'Okonjo',
  'jean.lefevre',
  '2025550950',
  'Nouadhibou',
  'Sister of the victim',
  'Two men in a white pick-up',
  ...Object.values(base.people).flatMap((one) => [
    one.name,
    ...one.contacts.map((contact) => contact.address.replace('+', '')),
  ]),
];
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({ server: devServer, directory: () => directory });
}, 60_000);
afterAll(async () => engine.close());

describe('what Temporal can read of an incident', () => {
  it('is no name, number, address or place, before and after a key rotation', async () => {
    const incident = await engine.start(plan, {
      activate: true,
      facts: { victims: [{ id: 'v1', name: 'Jean Lefèvre-Okonjo', person: 'jean' }] },
    });
    await incident.does(byKey('CC'), { type: 'note', text: 'Last seen near Nouadhibou' });
    await eventually('a page', () => engine.provider.phones().find((one) => one.texts.length > 0));
    await engine.rotateKeys();
    await incident.does(byKey('CC'), { type: 'note', text: 'Two men in a white pick-up' });
    await incident.does(byKey('CML'), {
      type: 'setFact',
      fact: 'victim.status',
      subject: 'v1',
      value: 'confirmed',
      source: 'Sister of the victim',
    });
    const state = await incident.state();
    expect(state.facts['victim.status@v1']?.value).toBe('confirmed');
    expect(state.suppressed).toContain('+12025550950');
    const readable = await dump();
    expect(readable.length).toBeGreaterThan(50_000);
    for (const secret of SECRETS) expect(readable.includes(secret)).toBe(false);
    // The dump does read what is not secret: the names of messages.
    expect(readable).toContain('"command"');
    expect(engine.provider.phone('+12025550950').texts).toEqual([]);
  }, 60_000);

  it('no handler that fails wedges the incident', async () => {
    const incident = await engine.start(plan);
    const { handle } = incident;
    const nonsense = [null, undefined, 7, {}, { id: 'x', by: {}, command: { type: 'nonsense' } }];
    for (const [index, args] of nonsense.entries()) {
      const given = args as never;
      await expect(handle.executeUpdate(commandUpdate, { args: [given] })).rejects.toThrow();
      await handle.signal(commandSignal, given);
      // A query that fails fails alone.
      await handle.query(unsealedQuery, given).catch(() => undefined);
      const answer = await incident.does(byKey('CC'), {
        type: 'note',
        text: `still here ${index}`,
      });
      expect(answer.events).toContain('noteAdded');
    }
    expect((await handle.query(incidentQuery)).status).toBe('intake');
  }, 60_000);
});

/** Ids, attributes, memos and histories of every workflow, as Temporal's operators could read them. */
async function dump(): Promise<string> {
  const parts: string[] = [];
  for await (const info of engine.client.workflow.list()) {
    const { workflowId, runId } = info;
    const history = await engine.client.workflow.getHandle(workflowId, runId).fetchHistory();
    parts.push(workflowId, JSON.stringify(info.raw), JSON.stringify(history));
    for (const text of bytesIn(history)) parts.push(text);
  }
  return parts.join('\n');
}

/** Every byte string of a history, as text. */
function bytesIn(value: unknown): string[] {
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')];
  if (Array.isArray(value)) return value.flatMap(bytesIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(bytesIn);
  return typeof value === 'string' ? [value] : [];
}
