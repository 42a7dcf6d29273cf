/**
 * The page behind the link in a message. It shows what the message shows until the number in the
 * message was chosen; then title and instructions. Nothing of the case is ever shown back.
 */
import type { TaskStatus } from '../domain/incident/state.ts';
import type { Language } from '../domain/plan.ts';
import { REFUSALS } from '../domain/incident/refusals.ts';
import { toInstantText } from '../domain/time.ts';
import { drawFields } from './fields.ts';
import { instantText } from './frame.ts';
import { html } from './html.ts';
import type { Html, Piece } from './html.ts';
import { drawPlainPage } from './layout.ts';
import { frenchRefusal } from './refusals-fr.ts';
import { form as formShape } from './shown.ts';
import { isTextKey, sayIn } from './texts.ts';
import type { Say } from './texts.ts';

/** What the message shows, and no more. Instants are epoch milliseconds on the incident's clock. */
interface Shell {
  readonly language: Language;
  /** IANA zone of the responder. */
  readonly timeZone: string;
  readonly exercise: boolean;
  readonly codeName: string;
  readonly number: number;
  readonly answerBy?: number;
  readonly now: number;
}

type Verb = 'acknowledge' | 'decline' | 'done' | 'activate';

interface TaskPage {
  readonly kind: 'task';
  readonly shell: Shell;
  readonly choice: string;
  readonly nonce: string;
  readonly title: string;
  readonly instructions?: string;
  /** As `showFormPlan` shows it. */
  readonly form?: object;
  readonly held: 'you' | 'other' | 'nobody';
  readonly verbs: readonly Verb[];
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
}

interface ChoosePage {
  readonly kind: 'choose';
  readonly shell: Shell;
  readonly choices: readonly string[];
  readonly wrong: boolean;
}

/** The pages behind a link, as the API tells them apart. */
export type LinkPage =
  | {
      readonly kind: 'unknown' | 'expired' | 'unavailable' | 'burnt';
      readonly language: Language;
    }
  | ChoosePage
  | TaskPage
  | {
      readonly kind: 'result';
      readonly shell: Shell;
      readonly outcome: Verb | 'received' | 'refused';
      readonly code?: string;
    }
  | { readonly kind: 'ended'; readonly shell: Shell; readonly status: TaskStatus };

/** A whole HTML page. Its forms post to the address it was read from. */
export function renderLinkPage(page: LinkPage): string {
  if (!('shell' in page)) {
    const say = sayIn(page.language);
    const content = html`<p class="said bad" role="alert">${say(`link.fault.${page.kind}`)}</p>`;
    return drawPlainPage(say('app.name'), content, page.language);
  }
  const { codeName, number, exercise, language } = page.shell;
  const say = sayIn(language);
  const heading = say('link.title', { codeName, number });
  const mark =
    exercise && html`<p class="banner exercise"><strong>${say('banner.exercise')}</strong></p>`;
  const content = html`${mark}
    <h1>${heading}</h1>
    ${drawKind(page, say)}`;
  return drawPlainPage(heading, content, language);
}

function drawKind(page: Extract<LinkPage, { shell: Shell }>, say: Say): Html {
  const { number, language } = page.shell;
  switch (page.kind) {
    case 'choose':
      return drawChoice(page, say);
    case 'task':
      return drawTask(page, say);
    case 'result': {
      const good = page.outcome !== 'refused';
      const text =
        page.outcome === 'refused'
          ? say('said.refused', { why: refusalText(page.code ?? '', language) })
          : say(`link.said.${page.outcome}`, { number });
      return html`<p class="said ${good ? 'good' : 'bad'}" role="${good ? 'status' : 'alert'}">
          ${text}
        </p>
        <p><a href="?">${say('link.back')}</a></p>`;
    }
    case 'ended': {
      const key = `link.ended.${page.status}`;
      const text = isTextKey(key) ? say(key, { number }) : say('link.fault.expired');
      return html`<p class="said good" role="status">${text}</p>`;
    }
  }
}

function refusalText(code: string, language: Language): string {
  if (language === 'fr') return frenchRefusal(code) ?? '';
  return Object.hasOwn(REFUSALS, code) ? REFUSALS[code as keyof typeof REFUSALS] : '';
}

function drawChoice({ shell, choices, wrong }: ChoosePage, say: Say): Html {
  return html`${answerBy(shell, say)}
    ${wrong && html`<p class="said bad" role="alert">${say('link.wrongNumber')}</p>`}
    <form method="post">
      <fieldset class="numbers" aria-describedby="why">
        <legend>${say('link.which')}</legend>
        <p class="hint" id="why">${say('link.whichHint')}</p>
        <div class="six">
          ${choices.map(
            (choice) =>
              html`<p class="number-choice">
                <input id="n${choice}" type="radio" name="choice" value="${choice}" required />
                <label for="n${choice}">${choice}</label>
              </p>`,
          )}
        </div>
      </fieldset>
      <button class="main">${say('link.next')}</button>
    </form>`;
}

function drawTask(page: TaskPage, say: Say): Html {
  const { shell, held, verbs } = page;
  const read = formShape.safeParse(page.form);
  const fields = read.success ? (read.data.fields ?? []) : [];
  const offered = verbs.filter(
    (verb) =>
      !(verb === 'done' && fields.length > 0) && !(verb === 'acknowledge' && held === 'you'),
  );
  const hidden = html`<input type="hidden" name="choice" value="${page.choice}" /><input
      type="hidden"
      name="nonce"
      value="${page.nonce}"
    />`;
  return html`<h2>${page.title}</h2>
    ${page.instructions !== undefined && html`<p class="how">${page.instructions}</p>`}
    ${
      held === 'nobody'
        ? answerBy(shell, say)
        : html`<p class="calm">${say(held === 'you' ? 'link.holder' : 'link.taken')}</p>`
    }
    ${drawErrors(page, say)}
    <form method="post" class="big">
      ${hidden}
      ${offered.map(
        (verb) =>
          html`<button class="${WEIGHT[verb]}" name="verb" value="${verb}">
            ${say(`link.verb.${verb}`)}
          </button>`,
      )}
    </form>
    ${
      fields.length > 0 &&
      verbs.includes('done') &&
      html`<form method="post">
        <h2>${read.data?.title}</h2>
        <p class="hint">${say('link.writeOnly')}</p>
        ${hidden} ${drawFields(fields, { say, people: new Map(), prefix: 'link' })}
        <button class="main" name="verb" value="done">${say('link.form')}</button>
      </form>`
    }`;
}

const WEIGHT = { acknowledge: 'main', decline: 'plain', done: 'plain', activate: 'grave' } as const;

function drawErrors({ errors = [] }: TaskPage, say: Say): Piece {
  if (errors.length === 0) return undefined;
  return html`<div class="said bad" role="alert">
    <p>${say('link.errors')}</p>
    <ul>
      ${errors.map(({ field, detail }) => html`<li>${field.replace(/^form\./, '')}: ${detail}</li>`)}
    </ul>
  </div>`;
}

function answerBy(shell: Shell, say: Say): Piece {
  if (shell.answerBy === undefined) return undefined;
  const at = toInstantText(shell.answerBy);
  return html`<p class="due">
    ${say('link.answerBy').trimEnd()}
    <strong><time datetime="${at}">${instantText(at, shell)}</time></strong>
  </p>`;
}
