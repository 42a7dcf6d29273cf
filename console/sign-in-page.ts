import type { Language } from '../domain/plan.ts';
import { html } from './html.ts';
import { drawPlainPage } from './layout.ts';
import { sayIn } from './texts.ts';

/** Where an API key is shown once, for a session. */
export function drawSignIn(language: Language, wrong: boolean): string {
  const say = sayIn(language);
  const other = language === 'en' ? 'fr' : 'en';
  const content = html`<h1>${say('app.name')}</h1>
    ${wrong && html`<p class="said bad" role="alert">${say('signIn.wrong')}</p>`}
    <form method="post" action="/sign-in">
      <p class="field">
        <label for="key">${say('signIn.key')}</label>
        <input
          id="key"
          name="key"
          type="password"
          autocomplete="current-password"
          maxlength="512"
          required
          aria-describedby="key-hint"
        />
        <span class="hint" id="key-hint">${say('signIn.hint')}</span>
      </p>
      <button class="main">${say('app.signIn')}</button>
    </form>
    <p class="quiet"><a href="?lang=${other}" hreflang="${other}">${say('app.language')}</a></p>`;
  return drawPlainPage(say('signIn.title'), content, language);
}

/** A page that says what went wrong, in a sentence. */
export function drawError(text: string, language: Language): string {
  const say = sayIn(language);
  const content = html`<h1>${say('error.title')}</h1>
    <p class="said bad" role="alert">${text}</p>
    <p><a href="/">${say('error.back')}</a></p>`;
  return drawPlainPage(say('error.title'), content, language);
}
