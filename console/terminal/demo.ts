/**
 * `npm run demo`: an exercise kidnap with simulated responders, one silent, one who declines, one
 * late; it escalates, turns out a false alarm, is refused closure, and is closed after its review.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import * as shown from '../shown.ts';
import { give, happens, isRefused, narrate, promise, tellLine } from './demo-stage.ts';
import type { Cast, Demo, Promised, Scene } from './demo-stage.ts';
import { keyOf } from './demo-keys.ts';
import { finishAll } from './demo-team.ts';
import type { Member } from './demo-team.ts';
import type { HttpClient } from './http-client.ts';
import { answerPages } from './responders.ts';
import type { Habit } from './responders.ts';
import { tellTimeline } from './timeline.ts';

/** A minute of the incident a second. */
const TIME_FACTOR = 60;
const MINUTE_MS = 60_000 / TIME_FACTOR;
const REVIEW_LIMIT_MS = 60_000;
const CONTENTS_LIMIT_MS = 30_000;
const LOOK_MS = 500;
/** Roles that the story needs. */
const CAST = ['CC', 'CML', 'REV', 'DO', 'IMT', 'SCR', 'CHM'];

const rosterShape = z.object({
  roster: z.array(z.object({ role: z.string(), holders: z.array(z.string()) })),
});

/** Plays the story. @returns what was promised and whether it held. @throws Error when it cannot go on */
export async function playDemo(demo: Demo): Promise<readonly Promised[]> {
  narrate(
    demo,
    'Keys for the coordinator, the team leader and the review lead, by their own mailboxes',
  );
  const cast = await castFor(demo);
  const body = {
    playbook: 'kidnap',
    mode: 'exercise',
    timeFactor: TIME_FACTOR,
    activate: true,
    facts: { victims: [{ id: 'v1', name: 'Jean Petit', person: cast.holders('CHM')[1] ?? '' }] },
  };
  const incident = await cast.team.coordinator.client.send(
    'POST',
    '/v1/incidents',
    body,
    shown.incident,
  );
  narrate(demo, `${incident.codeName} is started: an exercise, one minute a second`);
  const stop = new AbortController();
  const timeline = tellTimeline({
    ...demo,
    client: cast.team.coordinator.client,
    incident: incident.id,
    people: cast.people,
    stop: stop.signal,
  });
  const answering = answerPages({
    phones: demo.phones,
    codeName: incident.codeName,
    habits: habitsOf(cast),
    stop: stop.signal,
  });
  const scene: Scene = { demo, cast, incident, timeline, promised: [] };
  try {
    await Promise.race([
      play(scene),
      failed(timeline.ended, 'The live events ended early.'),
      failed(answering, 'The simulated phones ended early.'),
    ]);
  } finally {
    stop.abort();
  }
  await Promise.allSettled([timeline.ended, answering]);
  return scene.promised;
}

async function failed(work: Promise<void>, why: string): Promise<never> {
  await work;
  throw new Error(why);
}

async function play(scene: Scene): Promise<void> {
  await escalation(scene);
  await theCase(scene);
  await standDown(scene);
  await closure(scene);
}

async function castFor({ admin, phones }: Demo): Promise<Cast> {
  const { people, roster } = await firstContents(admin);
  const byId = new Map(people.map((person) => [person.id, person]));
  const holders = (role: string): readonly string[] =>
    roster.find((entry) => entry.role === role)?.holders ?? [];
  const member = async (role: string): Promise<Member> => {
    const person = byId.get(holders(role)[0] ?? '');
    if (person === undefined) throw new Error(`The roster has nobody for ${role}.`);
    return { person: person.id, role, client: admin.as(await keyOf(person, admin, phones)) };
  };
  const team = {
    coordinator: await member('CC'),
    leader: await member('CML'),
    reviewer: await member('REV'),
  };
  return { people: byId, holders, team };
}

/** People and roster; a fresh start fills them in a moment after it answers. */
async function firstContents(admin: HttpClient) {
  const until = Date.now() + CONTENTS_LIMIT_MS;
  for (;;) {
    const { people } = await admin.get('/v1/people', shown.people);
    const { roster } = await admin.get('/v1/roster', rosterShape);
    const isFilled = CAST.every((role) => roster.some((one) => one.role === role));
    if (isFilled || Date.now() > until) return { people, roster };
    await pause(LOOK_MS);
  }
}

/** The duty officer is late, the local team lead declines, the scribe is silent. */
function habitsOf({ people, holders }: Cast): ReadonlyMap<string, Habit> {
  const numberOf = (role: string): string =>
    people.get(holders(role)[0] ?? '')?.contacts.find(({ channel }) => channel === 'sms')
      ?.address ?? '';
  return new Map<string, Habit>([
    [numberOf('DO'), { kind: 'late', after: 9 * MINUTE_MS }],
    [numberOf('IMT'), { kind: 'declines' }],
    [numberOf('SCR'), { kind: 'silent' }],
  ]);
}

/** The three who do not answer, and who is paged in their stead. */
async function escalation(scene: Scene): Promise<void> {
  const { cast } = scene;
  const [late, decliner, silent] = ['DO', 'IMT', 'SCR'].map((role) => cast.holders(role)[0]);
  const [lateDeputy, otherLead, otherScribe] = ['DO', 'IMT', 'SCR'].map(
    (role) => cast.holders(role)[1],
  );
  const acknowledged = (person: string | undefined): Promise<boolean> =>
    happens(scene, ({ type, data }) => type === 'acknowledged' && data['person'] === person);
  await promise(scene, 'who declines is followed by the deputy', async () => {
    const declined = await happens(
      scene,
      ({ type, data }) => type === 'declined' && data['person'] === decliner,
    );
    return declined && acknowledged(otherLead);
  });
  await promise(scene, 'the late officer’s deputy is paged and takes the task', () =>
    acknowledged(lateDeputy),
  );
  await promise(scene, 'the silent scribe’s deputy is paged and answers', () =>
    acknowledged(otherScribe),
  );
  await promise(scene, 'the silent scribe is never taken to have answered', () =>
    Promise.resolve(
      !scene.timeline.seen.some(
        ({ type, data }) => type === 'acknowledged' && data['person'] === silent,
      ),
    ),
  );
  await promise(scene, 'the late answer is logged as late', () =>
    happens(scene, ({ type, data }) => type === 'acknowledgedLate' && data['person'] === late),
  );
}

/** A new scribe, facts, and a grave fact that takes two people and two sources. */
async function theCase(scene: Scene): Promise<void> {
  const { cast } = scene;
  const { coordinator, leader } = cast.team;
  narrate(scene.demo, 'The silent scribe is replaced; facts come in');
  const holders = [cast.holders('SCR')[1] ?? ''];
  await give(scene, coordinator, {
    path: 'roles/SCR',
    body: { holders, reason: 'does not answer' },
    method: 'PUT',
  });
  await give(scene, leader, {
    path: 'facts',
    body: { fact: 'victim.status', subject: 'v1', value: 'suspected' },
  });
  await give(scene, coordinator, {
    path: 'facts',
    body: {
      fact: 'le.informed',
      value: true,
      source: 'police desk',
    },
  });
  narrate(scene.demo, 'He rings: a false alarm. One person’s word is not enough');
  const safe = { fact: 'victim.status', subject: 'v1', value: 'safe' };
  await promise(scene, '"safe" without a source is refused', () =>
    isRefused(scene, coordinator, { path: 'facts', body: safe }, 'source-required'),
  );
  const asked = await give(scene, coordinator, {
    path: 'facts',
    body: { ...safe, source: 'his own voice' },
  });
  const path = `approvals/${asked.approval ?? ''}`;
  await promise(scene, 'nobody approves their own request', () =>
    isRefused(
      scene,
      coordinator,
      { path, body: { verdict: 'approve', source: 'x' } },
      'approval-same-person',
    ),
  );
  await give(scene, leader, {
    path,
    body: { verdict: 'approve', source: 'a colleague who sees him' },
  });
}

async function standDown(scene: Scene): Promise<void> {
  const { coordinator, leader } = scene.cast.team;
  narrate(scene.demo, 'Stand-down, by two people');
  const asked = await give(scene, coordinator, {
    path: 'stand-down',
    body: { reason: 'falseAlarm' },
  });
  await give(scene, leader, {
    path: `approvals/${asked.approval ?? ''}`,
    body: { verdict: 'approve' },
  });
  await promise(scene, 'two people stand it down', () =>
    happens(scene, ({ type }) => type === 'stoodDown'),
  );
}

async function closure(scene: Scene): Promise<void> {
  const { demo, incident, cast } = scene;
  const { leader, reviewer } = cast.team;
  narrate(demo, 'Closing now is refused:');
  await promise(scene, 'closure is refused while the review is not signed', async () =>
    isRefused(scene, leader, { path: 'close', body: {} }, 'incident-not-closable'),
  );
  narrate(demo, 'The short review is done and signed by two');
  const done = await finishAll(cast.team, incident.id, REVIEW_LIMIT_MS);
  for (const blocker of done.blockers)
    tellLine(demo, `still blocking: ${blocker.code} ${blocker.task ?? ''}`);
  narrate(demo, 'Closing again');
  const asked = await give(scene, leader, { path: 'close', body: {} });
  await give(scene, reviewer, {
    path: `approvals/${asked.approval ?? ''}`,
    body: { verdict: 'approve' },
  });
  await promise(scene, 'two people close it', () =>
    happens(scene, ({ type }) => type === 'closed'),
  );
  const last = await leader.client.get(`/v1/incidents/${incident.id}`, shown.incident);
  await promise(scene, 'its outcome is a false alarm', () =>
    Promise.resolve(last.status === 'closed' && last.outcome === 'falseAlarm'),
  );
}
