import type { Language } from '../domain/plan.ts';
import { EVENT_NAMES } from './event-texts.ts';
import { html, render } from './html.ts';
import type { Html, Piece } from './html.ts';
import type { Frame } from './frame.ts';
import { sayIn } from './texts.ts';

/** No script but our own file, no style but our own file, nothing from elsewhere, no framing. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Seconds between refreshes where there is no script. */
const REFRESH_SECONDS = 20;

export interface Page {
  readonly title: string;
  readonly content: Piece;
  /** Marked on the whole page, above everything. */
  readonly exercise?: { readonly factor?: number } | undefined;
  /** The page is kept up to date: by live events of this incident, else by asking again. */
  readonly live?: { readonly incident?: string; readonly seq?: number } | undefined;
}

/** A whole page for somebody signed in. */
export function drawPage(page: Page, frame: Frame): string {
  const { say } = frame;
  const signOut = html`<form method="post" action="/sign-out">
    <input type="hidden" name="csrf" value="${frame.csrf}" />
    <button class="plain">${say('app.signOut')}</button>
  </form>`;
  const phones = frame.house.simulated && html`<a href="/simulated">${say('app.phones')}</a>`;
  return drawDocument({
    title: page.title,
    language: frame.language,
    head: page.live === undefined ? undefined : keepFresh(page.live),
    body: html`<header class="top">
        <nav aria-label="${say('app.main')}">
          <a class="name" href="/">${say('app.name')}</a>
          <a href="/">${say('app.incidents')}</a>
          ${phones}
          <a
            href="?lang=${frame.language === 'en' ? 'fr' : 'en'}"
            hreflang="${frame.language === 'en' ? 'fr' : 'en'}"
            >${say('app.language')}</a
          >
          ${signOut}
        </nav>
      </header>
      ${banners(page, frame)}
      <main id="content" tabindex="-1">${saidBox(frame)} ${page.content}</main>`,
  });
}

function keepFresh(live: NonNullable<Page['live']>): Html {
  const follow =
    live.incident === undefined
      ? undefined
      : html`<meta
            name="tocsin-follow"
            content="/v1/incidents/${live.incident}/events?after=${live.seq ?? 0}"
          /><meta name="tocsin-events" content="${EVENT_NAMES.join(' ')}" />`;
  return html`${follow}
    <script src="/assets/live.js" defer></script>
    <noscript><meta http-equiv="refresh" content="${REFRESH_SECONDS}" /></noscript>`;
}

function banners(page: Page, { say, house }: Frame): readonly Piece[] {
  const { exercise } = page;
  const clock =
    exercise?.factor !== undefined &&
    exercise.factor !== 1 &&
    say('banner.clock', { factor: exercise.factor });
  return [
    exercise !== undefined &&
      html`<p class="banner exercise">
        <strong>${say('banner.exercise')}</strong> ${say('banner.exerciseHint')} ${clock}
      </p>`,
    house.simulated && html`<p class="banner">${say('banner.simulated')}</p>`,
    house.databaseDown && html`<p class="banner down">${say('banner.databaseDown')}</p>`,
  ];
}

function saidBox({ said }: Frame): Html | undefined {
  if (said === undefined) return undefined;
  return html`<p
    class="said ${said.good ? 'good' : 'bad'}"
    role="${said.good ? 'status' : 'alert'}"
  >
    ${said.text}
  </p>`;
}

/** A page of somebody who is not signed in: sign-in, links, errors. */
export function drawPlainPage(title: string, content: Piece, language: Language): string {
  const body = html`<main id="content" class="narrow" tabindex="-1">${content}</main>`;
  return drawDocument({ title, language, body });
}

interface Document {
  readonly title: string;
  readonly language: Language;
  readonly head?: Html | undefined;
  readonly body: Html;
}

function drawDocument({ title, language, head, body }: Document): string {
  const say = sayIn(language);
  const page = html`<html lang="${language}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="referrer" content="no-referrer" />
      <meta name="robots" content="noindex, nofollow" />
      <meta name="color-scheme" content="light dark" />
      <title>${title} · ${say('app.name')}</title>
      <link rel="stylesheet" href="/assets/tocsin.css" />
      <link rel="icon" href="/assets/tocsin.svg" type="image/svg+xml" />
      ${head}
    </head>
    <body>
      <a class="skip" href="#content">${say('app.skip')}</a>
      ${body}
    </body>
  </html>`;
  return `<!doctype html>${render(page)}`;
}
