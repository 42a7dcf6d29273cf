import { z } from 'zod';
import { CONTENT_SECURITY_POLICY } from '../../console/layout.ts';
import { act, choosePage, findMatter, taskPage } from '../link-desk.ts';
import type { Fields, LinkMatter } from '../link-desk.ts';
import type { LinkPage, LinkVerb } from '../link-page.ts';
import type { ApiContext } from '../context.ts';
import { keyedId } from '../identifiers.ts';
import { Problem, problem, fieldFaults } from '../problem.ts';
import { param, route } from '../route.ts';
import type { Answer, Call, Route } from '../route.ts';
import { isSameText } from '../session.ts';

/** Two wrong picks burn the link (channels.md 3.2). */
const WRONG_PICKS = 2;
/** Links with a wrong pick that this process remembers; each has at most days to live. */
const MOST_WATCHED = 50_000;
const STATUS: Readonly<Partial<Record<LinkPage['kind'], number>>> = {
  unknown: 404,
  expired: 410,
  burnt: 410,
  unavailable: 503,
};

const deedBody = z
  .record(z.string(), z.string())
  .refine((fields) =>
    Object.keys(fields).every((name) => /^(choice|nonce|verb|form\..{1,100})$/.test(name)),
  );
const VERBS: readonly string[] = [
  'acknowledge',
  'decline',
  'done',
  'activate',
] satisfies LinkVerb[];

/** The link in a message: GET only shows, POST acts. */
export function linkRoutes(context: ApiContext): readonly Route[] {
  const wrongPicks = new Map<string, number>();
  const pages = { answers: PAGE, ownIdempotency: true } as const;
  return [
    route({
      id: 'linkPage',
      method: 'get',
      path: '/t/{token}',
      tag: 'links',
      summary: 'Shows what the message shows, and six numbers; changes nothing.',
      ...pages,
      handle: (call) =>
        answer(context, call, async (matter) => Promise.resolve(choosePage(matter, false))),
    }),
    route({
      id: 'linkAct',
      method: 'post',
      path: '/t/{token}',
      tag: 'links',
      summary: 'With the number of the message: shows the task, and acts.',
      takes: 'form',
      limit: 128 * 1024,
      ...pages,
      handle: (call) =>
        answer(context, call, (matter) => pick(context, { call, matter, wrongPicks })),
    }),
  ];
}

const PAGE = { 200: { description: 'A page.', type: 'text/html' } };

async function answer(
  context: ApiContext,
  call: Call<unknown, unknown>,
  page: (matter: LinkMatter) => Promise<LinkPage>,
): Promise<Answer> {
  const token = param(call, 'token');
  const reading = context.links.read(token, context.now());
  const { language } = call;
  if (reading.kind !== 'valid') {
    return rendered(context, {
      kind: reading.kind === 'expired' ? 'expired' : 'unknown',
      language,
    });
  }
  try {
    const matter = await findMatter(context, token, reading.claims);
    return rendered(
      context,
      matter === undefined ? { kind: 'unknown', language } : await page(matter),
    );
  } catch (error) {
    if (error instanceof Problem && error.body.status < 500) throw error;
    context.logger.warn({}, 'a link could not be looked up');
    return rendered(context, { kind: 'unavailable', language });
  }
}

interface Picking {
  readonly call: Call<unknown, unknown>;
  readonly matter: LinkMatter;
  readonly wrongPicks: Map<string, number>;
}

async function pick(context: ApiContext, { call, matter, wrongPicks }: Picking): Promise<LinkPage> {
  const fields = readFields(call.body);
  const spent = `link-wrong-${keyedId(context.settings.idKey, 'link-wrong', matter.token)}`;
  const before = Math.max(wrongPicks.get(spent) ?? 0, picksToldOf(matter, spent));
  const { language } = matter.shell;
  if (before >= WRONG_PICKS) return { kind: 'burnt', language };
  const first = choosePage(matter, false);
  if (first.kind === 'ended') return first;
  if (!isSameText(matter.claims.code, fields['choice'] ?? '')) {
    if (wrongPicks.size >= MOST_WATCHED) wrongPicks.clear();
    wrongPicks.set(spent, before + 1);
    await tellWrongPick(context, matter, `${spent}-${before}`);
    return before + 1 >= WRONG_PICKS ? { kind: 'burnt', language } : choosePage(matter, true);
  }
  const { verb, nonce = '' } = fields;
  if (!isVerb(verb)) return taskPage(matter);
  return act(context, matter, { verb, nonce, fields });
}

/**
 * Wrong picks that the incident was told of: it remembers commands for a day (design.md 5), however
 * many processes answer for a link, and whatever becomes of them.
 */
function picksToldOf({ incident }: LinkMatter, spent: string): number {
  return incident.applied.filter(({ id }) => id.startsWith(`${spent}-`)).length;
}

/** CC learns of it (R03); the page goes on whether or not word could be left. */
async function tellWrongPick(
  context: ApiContext,
  { incident, person }: LinkMatter,
  id: string,
): Promise<void> {
  try {
    await context.commands.give(incident.id, {
      id,
      by: { person, proof: 'link' },
      command: { type: 'oddReply', person, kind: 'wrongCode' },
      receivedAt: context.now(),
    });
  } catch {
    context.logger.warn({ incident: incident.id }, 'a wrong pick could not be told');
  }
}

function isVerb(verb: string | undefined): verb is LinkVerb {
  return verb !== undefined && VERBS.includes(verb);
}

function readFields(body: unknown): Fields {
  const read = deedBody.safeParse(body ?? {});
  if (read.success) return read.data;
  throw problem('invalid-request', { errors: fieldFaults(read.error) });
}

function rendered(context: ApiContext, page: LinkPage): Answer {
  return {
    status: STATUS[page.kind] ?? 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'Referrer-Policy': 'no-referrer',
      'X-Robots-Tag': 'noindex, nofollow',
    },
    text: context.renderLinkPage(page),
  };
}
