/** The console in a real browser, without JavaScript; the pure core behind it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { noBrowser, startBrowser } from '../test/harness/browser.ts';
import { startConsoleHouse } from '../test/harness/console-house.ts';
import type { ConsoleHouse } from '../test/harness/console-house.ts';
import { CoreStory, T0 } from '../test/harness/core-story.ts';
import { kidnapPlan } from '../test/harness/plans.ts';
import { showFormPlan } from '../domain/incident/view-task.ts';
import type { LinkPage } from './link-page.ts';

const missing = noBrowser();
const withBrowser = missing === undefined ? describe : describe.skip;
if (missing !== undefined) console.warn(`console in a browser: skipped, ${missing}`);

/** Fields without a name, headings that skip a level, and what is wider than the page. */
const FAULTS = `(() => {
  const named = (one) => one.labels?.length > 0 || one.getAttribute('aria-label') || one.textContent.trim();
  const fields = [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a')];
  const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map((one) => Number(one.tagName[1]));
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  return [
    ...fields.filter((one) => !named(one)).map((one) => 'no name: ' + one.outerHTML),
    ...levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1).map((level) => 'heading skips to ' + level),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => 'id twice: ' + id),
    ...(document.documentElement.lang === '' ? ['no language'] : []),
    ...(document.querySelector('main') === null ? ['no main landmark'] : []),
    ...(document.documentElement.scrollWidth > innerWidth ? ['wider than the page'] : []),
  ];
})()`;

/** Pairs of text and ground below 4.5 : 1 (WCAG 2.2, 1.4.3). */
const CONTRAST = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (one) => {
    for (let at = one; at !== null; at = at.parentElement) {
      const found = parse(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')]
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''))
    .filter((one) => one.checkVisibility())
    .flatMap((one) => {
      const [a, b] = [light(parse(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
      const ratio = (a + 0.05) / (b + 0.05);
      return ratio < 4.5 ? [ratio.toFixed(1) + ' ' + one.className + ' ' + one.textContent.trim().slice(0, 40)] : [];
    });
})()`;

withBrowser('the console in a browser without JavaScript', () => {
  const story = new CoreStory(kidnapPlan(), {
    id: 'abcdefghijklmnop',
    mode: 'exercise',
    activate: true,
    facts: { victims: [{ id: 'v1', name: 'Jean <img src=x onerror=alert(1)>', person: 'HRL' }] },
  });
  let browser: Browser;
  let house: ConsoleHouse;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    story.until('09:21');
    house = await startConsoleHouse({ story, links: { choose: choosing(), task: chosen() } });
    browser = await startBrowser();
    context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await house.close();
  });

  it('asks who is there, and refuses a wrong key', async () => {
    await page.goto(`${house.url}/incidents/${story.incident.id}`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.getByLabel('API key').fill('nonsense');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').textContent()).toContain('not valid');
    await page.getByLabel('API key').fill('CC-key');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${house.url}/`);
    expect(await page.getByRole('link', { name: 'RAVEN' }).count()).toBe(1);
  });

  it('shows what is wrong first: alarms, lateness, whom to ring', async () => {
    await page.getByRole('link', { name: 'RAVEN' }).click();
    const main = page.getByRole('main');
    expect(await page.locator('.banner.exercise').textContent()).toContain('EXERCISE');
    expect(await main.locator('.alarm.life').first().textContent()).toContain('PHONE ROUND NOW');
    const task = main.getByRole('article', { name: /Take the report/ });
    expect(await task.textContent()).toContain('ANSWER LATE, was due 09:05Z');
    const number = story.incident.directory.people['DO']?.contacts[0]?.address ?? '';
    expect(await task.locator('.silent a').first().getAttribute('href')).toBe(`tel:${number}`);
  });

  it('never offers to ring the person who was taken, and shows their name as text', async () => {
    const taken = story.incident.directory.people['HRL']?.contacts[0]?.address ?? '';
    expect(await page.content()).not.toContain(`tel:${taken}`);
    expect(await page.locator('main img').count()).toBe(0);
  });

  it('is named, ordered and legible, in light and dark, also at 320 pixels', async () => {
    const plain = await browser.newContext({ viewport: { width: 320, height: 640 } });
    await plain.addCookies(await context.cookies());
    const seen = await plain.newPage();
    for (const path of ['/', `/incidents/${story.incident.id}`, '/t/choose', '/t/task']) {
      await seen.goto(house.url + path);
      expect({ path, faults: await seen.evaluate(FAULTS) }).toEqual({ path, faults: [] });
      for (const colorScheme of ['light', 'dark'] as const) {
        await seen.emulateMedia({ colorScheme });
        const pale = await seen.evaluate(CONTRAST);
        expect({ path, colorScheme, pale }).toEqual({ path, colorScheme, pale: [] });
      }
    }
    await plain.close();
  });

  it('acknowledges for somebody who said so on the phone', async () => {
    const task = page.getByRole('article', { name: /Take the report/ });
    await task.getByText('Act on task 1').click();
    await task.getByLabel('Who says so').selectOption('DO');
    await task.getByLabel('How they said it').selectOption('phone');
    await task.getByRole('button', { name: 'Has it' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Done.');
    expect(story.task('K0.01').holder).toBe('DO');
    expect(story.events('acknowledged').at(-1)).toMatchObject({ person: 'DO', via: 'phone' });
  });

  it('says why a stand-down has to wait, and asks a second person for a false alarm', async () => {
    await page.getByLabel('Stand down', { exact: true }).selectOption('resolved');
    await page.getByRole('button', { name: 'Stand down' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('not resolved yet');
    await page.getByLabel('Stand down', { exact: true }).selectOption('falseAlarm');
    await page.getByRole('button', { name: 'Stand down' }).click();
    expect(await page.getByRole('status').textContent()).toContain(
      'A second person has to approve',
    );
    await page.getByRole('button', { name: 'Approve' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('A different person');
  });

  it('speaks French when asked to', async () => {
    await page.getByRole('link', { name: 'Français' }).click();
    expect(await page.getByRole('heading', { name: /^Alarmes/ }).count()).toBe(1);
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
  });

  it('does nothing for a form without the session’s token', async () => {
    const answer = await context.request.post(
      `${house.url}/incidents/${story.incident.id}/deeds/note`,
      { form: { text: 'forged', csrf: 'x', once: 'y' }, maxRedirects: 0 },
    );
    expect(answer.status()).toBe(403);
    expect(story.events('noteAdded')).toEqual([]);
  });

  it('lets a responder choose the number by keyboard alone', async () => {
    await page.goto(`${house.url}/t/choose`);
    await page.getByRole('radio').first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('radio', { checked: true }).getAttribute('value')).toBe('47');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.keyboard.press('Enter');
    expect((await sent).postData()).toBe('choice=47');
  });
});

const shell = {
  language: 'fr',
  timeZone: 'Europe/Paris',
  exercise: true,
  codeName: 'RAVEN',
  number: 17,
  answerBy: T0 + 300_000,
  now: T0,
} as const;

function choosing(): LinkPage {
  return { kind: 'choose', shell, choices: ['12', '47', '63', '88', '19', '30'], wrong: false };
}

function chosen(): LinkPage {
  const form = kidnapPlan().forms['verification'];
  return {
    kind: 'task',
    shell,
    choice: '47',
    nonce: 'nonce',
    title: 'Tenter de joindre la personne',
    instructions: 'Poser une question',
    ...(form === undefined ? {} : { form: showFormPlan(form, 'fr') }),
    held: 'nobody',
    verbs: ['acknowledge', 'decline', 'done'],
  };
}
