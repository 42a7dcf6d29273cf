import { html } from './html.ts';
import type { Html, Piece } from './html.ts';
import type { Frame } from './frame.ts';

/** Token and key that every form carries. */
export function formKeys({ csrf, once }: Pick<Frame, 'csrf' | 'once'>): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}" /><input
      type="hidden"
      name="once"
      value="${once()}"
    />`;
}

/** What a form that does something looks like. */
export interface DeedForm {
  /** Below `/incidents/{id}/deeds/`; see deeds.ts. */
  readonly deed: string;
  /** Undefined: `fields` bring their own buttons. */
  readonly button?: string;
  /** Hidden fields, by name. */
  readonly fixed?: Readonly<Record<string, string | number>>;
  readonly fields?: Piece;
  /** `grave`: drawn so that it is not pressed by mistake. */
  readonly weight?: 'plain' | 'main' | 'grave';
  /** Tells same-looking buttons apart for a screen reader. */
  readonly label?: string;
}

/** A form with one button; works without JavaScript. */
export function deedForm(frame: Frame, incident: string, form: DeedForm): Html {
  const hidden = Object.entries(form.fixed ?? {}).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  const label = form.label === undefined ? undefined : html`aria-label="${form.label}"`;
  return html`<form class="deed" method="post" action="/incidents/${incident}/deeds/${form.deed}">
    ${formKeys(frame)}${hidden}${form.fields}
    ${
      form.button !== undefined &&
      html`<button class="${form.weight ?? 'plain'}" ${label}>${form.button}</button>`
    }
  </form>`;
}
