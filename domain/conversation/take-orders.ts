import type { CodeClosure, MessageOrder, OrderKind } from '../incident/orders.ts';
import { normaliseAddress, type PageChannel } from '../people/person.ts';
import { allotCode } from '../paging/short-codes.ts';
import { remembers, remember } from './seen.ts';
import { change, dispatch, report, tellHolders, type Step } from './step.ts';
import { LINK_VALID_FOR, type HeldCode, type LinkSeed, type PageReference } from './state.ts';
import { emailWords } from './email-words.ts';
import { inWords, wordsForSome, type WordedOrder } from './words.ts';

const ASKING: readonly OrderKind[] = ['page', 'resend', 'reminder'];

/** Orders and closures of one incident step. Codes close before new ones are given out. */
export function takeOrders(
  step: Step,
  orders: readonly MessageOrder[],
  closures: readonly CodeClosure[],
): void {
  for (const closure of closures) closeCode(step, closure);
  const fresh = orders.filter(({ key }) => !remembers(step.state, key)).map(readable);
  for (const order of fresh) {
    remember(step, order.key);
    change(step, { language: order.language, timeZone: order.timeZone });
    if (asks(order)) holdCode(step, order);
    queueTexts(step, order);
  }
  for (const group of groupsOf(fresh)) writeEmails(step, group);
  if (step.state.optedOut) warnOfOptOut(step, fresh.filter(asks));
}

/** A time zone this machine does not know must cost nobody a page: then UTC is shown alone. */
function readable(order: MessageOrder): MessageOrder {
  const { timeZone } = order;
  const isKnown = inWords(() => new Intl.DateTimeFormat('en', { timeZone })) !== undefined;
  return isKnown ? order : { ...order, timeZone: 'UTC' };
}

/** Does this message ask for an answer, and so carry a code? */
export function asks(order: MessageOrder): boolean {
  return ASKING.includes(order.kind) && order.task !== undefined && order.number !== undefined;
}

/**
 * The code an order stands under at this phone, open or not. One for a person and task: an answer
 * speaks for every leg that the person was asked for.
 */
export function codeOf(
  codes: readonly HeldCode[],
  page: Pick<CodeClosure, 'incident' | 'task' | 'person'>,
): HeldCode | undefined {
  return codes.find(
    (held) =>
      held.incident === page.incident && held.task === page.task && held.person === page.person,
  );
}

/** What a message says of an order: the order, its code, and the link that goes with it. */
export function worded(step: Step, order: MessageOrder): WordedOrder {
  const { task } = order;
  if (task === undefined || !asks(order)) return { order };
  const held = codeOf(step.state.codes, { ...order, task });
  return held === undefined ? { order } : { order, code: held.code };
}

export function linkSeed(step: Step, { order, code }: WordedOrder): LinkSeed | undefined {
  const { incident, number, personNumber } = order;
  if (code === undefined || number === undefined) return undefined;
  return { incident, number, personNumber, code, expiresAt: step.now + LINK_VALID_FOR };
}

/** The pages among these orders, whose fate their incidents want to hear. */
export function pagesOf(orders: readonly MessageOrder[]): readonly PageReference[] {
  return orders.flatMap(({ kind, incident, task, leg, page }) =>
    ASKING.includes(kind) && task !== undefined && leg !== undefined && page !== undefined
      ? [{ incident, task, leg, page }]
      : [],
  );
}

/** Addresses that may be written to, and whether any was asked for at all. */
export function allowed(step: Step, addresses: readonly string[]): readonly string[] {
  return addresses.filter((address) => !step.state.suppressed.includes(normaliseAddress(address)));
}

/** A resend and a page of a later rung stand under the code the person has already (channels.md 2.2). */
function holdCode(step: Step, order: MessageOrder): void {
  const { task, number, leg = 0 } = order;
  if (task === undefined || number === undefined) return;
  const { codes } = step.state;
  const earlier = codeOf(codes, { ...order, task });
  if (earlier !== undefined) {
    change(step, {
      codes: codes.map((held) => (held === earlier ? pagedAgain(held, order) : held)),
    });
    return;
  }
  const { incident, codeName, exercise, person, personNumber, language, timeZone } = order;
  const numbersShown = [number, ...codes.map((held) => held.number)].map(String);
  const held: HeldCode = {
    code: allotCode(codes, step.random(), step.now, numbersShown),
    page: JSON.stringify([incident, task, person]),
    ...{ incident, codeName, exercise, task, number, leg },
    ...{ person, personNumber, language, timeZone },
    ...(order.answerBy === undefined ? {} : { answerBy: order.answerBy }),
  };
  change(step, { codes: [...codes, held] });
}

function pagedAgain(held: HeldCode, { answerBy }: MessageOrder): HeldCode {
  const open: { -readonly [Key in keyof HeldCode]: HeldCode[Key] } = { ...held };
  delete open.closedAt;
  return answerBy === undefined ? open : { ...open, answerBy };
}

/** Answers come late: the code stays known, and unused by others, in quarantine. */
function closeCode(step: Step, closure: CodeClosure): void {
  const held = codeOf(step.state.codes, closure);
  if (held === undefined || held.closedAt !== undefined) return;
  const closed: HeldCode = { ...held, closedAt: step.now };
  change(step, {
    codes: step.state.codes.map((other) => (other === held ? closed : other)),
    // A page that has not left yet asks for nothing any more.
    waiting: step.state.waiting.filter(({ order }) => !(asks(order) && isFor(order, closure))),
  });
}

function isFor(order: MessageOrder, closure: CodeClosure): boolean {
  return (
    order.incident === closure.incident &&
    order.task === closure.task &&
    (order.leg ?? 0) === closure.leg &&
    order.person === closure.person
  );
}

/** An incident that pages a silenced phone hears so at once: that person cannot be reached (R02). */
function warnOfOptOut(step: Step, orders: readonly MessageOrder[]): void {
  const held = orders.flatMap((order) => {
    const { task } = order;
    return task === undefined ? [] : (codeOf(step.state.codes, { ...order, task }) ?? []);
  });
  tellHolders(step, held, (person) => ({ type: 'optOut', person }));
}

function queueTexts(step: Step, order: MessageOrder): void {
  const numbers = allowed(step, order.sms);
  if (numbers.length === 0 && order.sms.length > 0) refuse(step, [order], 'sms');
  const waiting = numbers.map((to) => ({ to, order }));
  change(step, { waiting: [...step.state.waiting, ...waiting] });
}

function refuse(step: Step, orders: readonly MessageOrder[], channel: PageChannel): void {
  report(step, pagesOf(orders), { channel, state: 'failed' });
}

/** E-mails go side by side with the texts: all pages of a step in one, every notice by itself. */
function writeEmails(step: Step, orders: readonly MessageOrder[]): void {
  const [first] = orders;
  if (first === undefined || first.email.length === 0) return;
  const mailboxes = allowed(step, first.email);
  if (mailboxes.length === 0) {
    refuse(step, orders, 'email');
    return;
  }
  for (let rest = orders; rest.length > 0;) {
    const leading = firstOfEachTask(rest);
    const wording = leading.map((order) => worded(step, order));
    const written = wordsForSome(wording, emailWords);
    const covered = leading.slice(0, written?.covers ?? 1);
    const some = rest.filter((order) => covered.some((one) => isSameTask(one, order)));
    rest = rest.filter((order) => !some.includes(order));
    if (written === undefined) {
      refuse(step, some, 'email');
      continue;
    }
    const links = wording.slice(0, covered.length).flatMap((each) => linkSeed(step, each) ?? []);
    const message = { ...written.words, thread: first.incident, links };
    for (const to of mailboxes) {
      dispatch(step, { channel: 'email', purpose: 'order', to, pages: pagesOf(some) }, message);
    }
  }
}

/** Two roles' pages of one task to one person are one line with one code. */
export function firstOfEachTask(orders: readonly MessageOrder[]): readonly MessageOrder[] {
  return orders.filter(
    (order, index) => orders.findIndex((one) => isSameTask(one, order)) === index,
  );
}

export function isSameTask(one: MessageOrder, other: MessageOrder): boolean {
  const sameTask = one.incident === other.incident && one.task === other.task;
  return one === other || (sameTask && asks(one) && asks(other));
}

/** Orders that one e-mail can carry: of one incident, kind and reader. */
function groupsOf(orders: readonly MessageOrder[]): readonly (readonly MessageOrder[])[] {
  const groups = new Map<string, MessageOrder[]>();
  for (const order of orders) {
    const name = JSON.stringify([order.incident, order.kind, order.person, order.email]);
    groups.set(name, [...(groups.get(name) ?? []), order]);
  }
  return [...groups.values()];
}
