/** How the demo is played: the people, the promises, what is said. */
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { blockerText } from '../blocker-text.ts';
import type { SimulatedPhones } from '../door.ts';
import { taskLabel } from '../reading.ts';
import * as shown from '../shown.ts';
import { sayIn } from '../texts.ts';
import type { Member, Team } from './demo-team.ts';
import { RefusedError } from './http-client.ts';
import type { HttpClient } from './http-client.ts';
import { paintsFor } from './paint.ts';
import type { Screen } from './paint.ts';
import type { Timeline } from './timeline.ts';

const WAIT_LIMIT_MS = 60_000;
const LOOK_MS = 100;

/** A command below `/v1/incidents/{id}/`. */
export interface Deed {
  readonly path: string;
  readonly body: object;
  readonly method?: 'POST' | 'PUT';
}

export interface Demo {
  /** With the administrator's key. */
  readonly admin: HttpClient;
  readonly phones: SimulatedPhones;
  readonly language: 'en' | 'fr';
  readonly timeZone: string;
  readonly screen: Screen;
}

/** One thing the story promised. */
export interface Promised {
  readonly what: string;
  readonly held: boolean;
}

export interface Cast {
  readonly people: ReadonlyMap<string, shown.Person>;
  /** Owner first. */
  readonly holders: (role: string) => readonly string[];
  readonly team: Team;
}

export interface Scene {
  readonly demo: Demo;
  readonly cast: Cast;
  readonly incident: shown.Incident;
  readonly timeline: Timeline;
  readonly promised: Promised[];
}

export async function promise(
  scene: Scene,
  what: string,
  look: () => Promise<boolean>,
): Promise<void> {
  const held = await look();
  scene.promised.push({ what, held });
  const paint = paintsFor(scene.demo.screen.isTerminal);
  tellLine(scene.demo, held ? paint.good(`as told: ${what}`) : paint.alarm(`NOT AS TOLD: ${what}`));
}

/** Waits for an event. False: it did not come in time. */
export async function happens(
  scene: Scene,
  is: (line: shown.LogLine) => boolean,
): Promise<boolean> {
  const until = Date.now() + WAIT_LIMIT_MS;
  while (!scene.timeline.seen.some(is)) {
    if (Date.now() > until) return false;
    await pause(LOOK_MS);
  }
  return true;
}

export async function give(
  { incident }: Scene,
  { client }: Member,
  { path, body, method = 'POST' }: Deed,
): Promise<z.infer<typeof shown.answer>> {
  return client.send(method, `/v1/incidents/${incident.id}/${path}`, body, shown.answer);
}

/** Is the deed refused with this code? The refusal is shown with what it lists. */
export async function isRefused(
  scene: Scene,
  member: Member,
  deed: Deed,
  code: string,
): Promise<boolean> {
  try {
    await give(scene, member, deed);
    return false;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { title, blockers = [] } = error.problem;
    tellLine(scene.demo, `refused: ${title}`);
    const say = sayIn(scene.demo.language);
    const now = await member.client.get(`/v1/incidents/${scene.incident.id}`, shown.incident);
    for (const one of blockers)
      tellLine(scene.demo, `  - ${blockerText(one, say, (task) => taskLabel(task, now))}`);
    return error.problem.code === code;
  }
}

export function narrate({ screen }: Demo, text: string): void {
  screen.write(`\n${paintsFor(screen.isTerminal).strong(`== ${text}`)}\n`);
}

export function tellLine({ screen }: Demo, text: string): void {
  screen.write(`   ${text}\n`);
}
