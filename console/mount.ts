import express from 'express';
import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import { ASSETS } from './assets.ts';
import type { Door } from './door.ts';
import { doDeed, listIncidents, showBoard, startIncident } from './incident-pages.ts';
import { drawSignIn } from './sign-in-page.ts';
import {
  listPhones,
  replyFromPhone,
  showMailbox,
  showPhone,
  switchPhone,
} from './simulated-routes.ts';
import { languageOf, sendHtml, signedIn, switchLanguage } from './visit.ts';
import type { Handler } from './visit.ts';

const FORM_LIMIT = '256kb';
const ASSET_SECONDS = 3_600;
const signInForm = z.strictObject({ key: z.string().min(1).max(512) });

/** Hangs the console's pages into the API's app, after the API's own routes. */
export function mountConsole(app: Express, door: Door): void {
  const form = express.urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 500 });
  const page = (path: string, handle: Handler) => app.get(path, signedIn(door, handle));
  const deed = (path: string, handle: Handler) => app.post(path, form, signedIn(door, handle));

  for (const [path, { type, body }] of Object.entries(ASSETS)) {
    app.get(path, (_request, response) => {
      response.set('Cache-Control', `max-age=${ASSET_SECONDS}`).type(type).send(body);
    });
  }
  app.get('/sign-in', (request, response) => {
    if (!switchLanguage(request, response))
      sendHtml(response, drawSignIn(languageOf(request), false));
  });
  app.post('/sign-in', form, (request, response) => signIn(door, request, response));
  deed('/sign-out', ({ response }) => {
    response.append('Set-Cookie', door.signOut()).redirect(303, '/sign-in');
    return Promise.resolve();
  });

  page('/', listIncidents);
  deed('/incidents', startIncident);
  page('/incidents/:id', showBoard);
  deed('/incidents/:id/deeds/:deed', doDeed);

  page('/simulated', listPhones);
  page('/simulated/phones/:key', showPhone);
  deed('/simulated/phones/:key/reply', replyFromPhone);
  deed('/simulated/phones/:key/switch', switchPhone);
  page('/simulated/mailboxes/:key', showMailbox);
}

async function signIn(door: Door, request: Request, response: Response): Promise<void> {
  const sent = signInForm.safeParse(request.body);
  // Browsers say where a form came from: another site may not sign anybody in here.
  const site = request.get('sec-fetch-site') ?? 'same-origin';
  const fromHere = site === 'same-origin' || site === 'none';
  const cookie = sent.success && fromHere ? await door.signIn(sent.data.key.trim()) : undefined;
  if (cookie === undefined) {
    sendHtml(response, drawSignIn(languageOf(request), true), 401);
    return;
  }
  response.append('Set-Cookie', cookie).redirect(303, '/');
}
