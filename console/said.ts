/** What a deed led to, carried over the redirect in a short-lived cookie; codes, never values. */
import { z } from 'zod';
import type { Language } from '../domain/plan.ts';
import { blockerText } from './blocker-text.ts';
import type { Reply } from './door.ts';
import type { Said } from './frame.ts';
import { frenchRefusal } from './refusals-fr.ts';
import { answer, problem } from './shown.ts';
import { sayIn } from './texts.ts';

export const SAID_COOKIE = 'tocsin-said';
/** A cookie holds 4 kB; what blocks stands on the page as well. */
const MOST_LINES = 6;

const kept = z.strictObject({
  kind: z.enum([
    'done',
    'nothing',
    'approval',
    'received',
    'started',
    'switched',
    'replied',
    'refused',
  ]),
  approval: z.string().max(40).optional(),
  code: z.string().max(60).optional(),
  title: z.string().max(200).optional(),
  lines: z.array(z.string().max(300)).max(MOST_LINES).optional(),
  blockers: z
    .array(z.strictObject({ code: z.string().max(60), task: z.string().max(60).optional() }))
    .max(MOST_LINES)
    .optional(),
  /** Sequence number that the next page has to show. */
  seq: z.number().optional(),
});
export type Kept = z.infer<typeof kept>;

/** What to keep of a command's answer. */
export function keepReply({ status, body }: Reply): Kept {
  if (status >= 400) return keepProblem(body);
  const read = answer.safeParse(body);
  if (!read.success) return { kind: 'done' };
  const { seq, approval, events, status: state } = read.data;
  if (state === 'received') return { kind: 'received' };
  const at = seq === undefined ? {} : { seq };
  if (approval !== undefined) return { kind: 'approval', approval, ...at };
  return { kind: events?.length === 0 ? 'nothing' : 'done', ...at };
}

function keepProblem(body: unknown): Kept {
  const read = problem.safeParse(body);
  if (!read.success) return { kind: 'refused' };
  const { code, title, detail, errors, blockers } = read.data;
  const faults = (errors ?? []).map((one) => `${one.field}: ${one.detail}`);
  const lines = [...(detail === undefined ? [] : [detail]), ...faults];
  return {
    kind: 'refused',
    code: code.slice(0, 60),
    title: title.slice(0, 200),
    lines: lines.slice(0, MOST_LINES).map((line) => line.slice(0, 300)),
    ...(blockers === undefined ? {} : { blockers: blockers.slice(0, MOST_LINES) }),
  };
}

/** The cookie's value. */
export function writeSaid(said: Kept): string {
  return Buffer.from(JSON.stringify(said)).toString('base64url');
}

/** What a cookie's value says; undefined for anything that this house did not write. */
export function readSaid(value: string | undefined): Kept | undefined {
  if (value === undefined) return undefined;
  try {
    const read = kept.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString('utf8')));
    return read.success ? read.data : undefined;
  } catch {
    // Not JSON: not ours.
    return undefined;
  }
}

/** In words. */
export function tellSaid(said: Kept, language: Language): Said {
  const say = sayIn(language);
  if (said.kind !== 'refused') {
    return { good: true, text: say(`said.${said.kind}`, { approval: said.approval ?? '' }) };
  }
  const own = language === 'fr' ? frenchRefusal(said.code ?? '') : undefined;
  const blocking = (said.blockers ?? []).map((one) => blockerText(one, say));
  const why = [own ?? said.title ?? '', ...(said.lines ?? []), ...blocking].join(' ');
  return { good: false, text: say('said.refused', { why }) };
}
