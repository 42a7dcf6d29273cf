import { codesQuery, commandSignal, conversationWorkflowId } from '../../workflows/messages.ts';
import { byKey } from '../harness/core-story.ts';
import { startEngine, type Engine, type RunningIncident } from '../harness/engine.ts';
import { eventually } from '../harness/eventually.ts';
import { organisationFor } from '../harness/organisation.ts';
import { kidnapPlan } from '../harness/plans.ts';
import { devServer } from '../harness/temporal.ts';
import { lonePage } from '../properties/small-plans.ts';
import { keepHistory } from './kept-histories.ts';

const plan = kidnapPlan();
const directory = organisationFor(plan);
/** Signals given at once while a roll is waited for. */
const AT_ONCE = 20;

/** Plays three stories on the development server, and keeps the histories of their workflows. */
export async function recordHistories(): Promise<void> {
  const engine = await startEngine({ server: devServer, directory: () => directory });
  try {
    await lonePageAnswered(engine);
    const raven = await kidnapWithApproval(engine);
    await repliesToBundle(engine);
    await rollOver(engine, raven);
  } finally {
    await engine.close();
  }
}

const numberOf = (person: string): string =>
  directory.people[person]?.contacts.find(({ channel }) => channel === 'sms')?.address ?? '';
const conversationWith = (engine: Engine, person: string): string =>
  conversationWorkflowId(engine.hash(numberOf(person)));

function openCodes(engine: Engine, person: string) {
  return eventually(`codes of ${person}`, async () => {
    const handle = engine.client.workflow.getHandle(conversationWith(engine, person));
    const codes = await handle.query(codesQuery).catch(() => []);
    const open = codes.filter(({ state }) => state === 'open');
    return open.length > 0 ? open : undefined;
  });
}

async function lonePageAnswered(engine: Engine): Promise<void> {
  const heron = await engine.start(lonePage(), { codeName: 'HERON' });
  const [code] = await openCodes(engine, 'DO');
  await engine.replies(numberOf('DO'), code?.code ?? '');
  await eventually('the answer', async () => {
    const { tasks } = await heron.state();
    return tasks['K0.01']?.status === 'acknowledged' ? true : undefined;
  });
  await keepHistory(engine.client, { name: 'lone-page', workflowId: heron.handle.workflowId });
}

/** Facts, a victim who is suppressed, and a request that a second person rejects. */
async function kidnapWithApproval(engine: Engine): Promise<RunningIncident> {
  const raven = await engine.start(plan, {
    activate: true,
    facts: { victims: [{ id: 'v1', name: 'Sam Example' }] },
  });
  await raven.does(byKey('CML'), {
    type: 'setFact',
    fact: 'victim.status',
    subject: 'v1',
    value: 'confirmed',
    source: 'a colleague',
  });
  const { approval } = await raven.does(byKey('CML'), { type: 'standDown', reason: 'falseAlarm' });
  if (approval === undefined) throw new Error('standing down asked for no approval');
  await raven.does(byKey('SPO'), { type: 'approve', approval, verdict: 'reject' });
  return raven;
}

/** The coordinator holds several codes by now: takes two at once, and declines another. */
async function repliesToBundle(engine: Engine): Promise<void> {
  const phone = numberOf('CC');
  const codes = await openCodes(engine, 'CC');
  const texts = () => engine.provider.phone(phone).texts.length;
  const before = texts();
  const [one = '', two = '', three = ''] = codes.map(({ code }) => code);
  await engine.replies(phone, `${one} ${two}`);
  await engine.replies(phone, `NO ${three}`);
  await engine.replies(phone, 'LIST');
  await eventually('answers', () => (texts() > before + 2 ? true : undefined));
  const workflowId = conversationWith(engine, 'CC');
  await keepHistory(engine.client, { name: 'conversation', workflowId });
}

/** Empty signals say nothing and are refused: they change nothing but the history's length. */
async function rollOver(engine: Engine, raven: RunningIncident): Promise<void> {
  const { handle } = raven;
  const { workflowId } = handle;
  const first = (await handle.describe()).runId;
  const second = await eventually(
    'the roll',
    async () => {
      await Promise.all(Array.from({ length: AT_ONCE }, () => handle.signal(commandSignal.name)));
      const { runId } = await handle.describe();
      return runId === first ? undefined : runId;
    },
    60_000,
  );
  await raven.does(byKey('CC'), { type: 'note', text: 'still here' });
  await keepHistory(engine.client, { name: 'kidnap-first-run', workflowId, runId: first });
  await keepHistory(engine.client, { name: 'kidnap-rolled', workflowId, runId: second });
}
