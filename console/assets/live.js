/* global document, fetch, location, DOMParser, EventSource, setTimeout, clearTimeout */
// Keeps a board fresh: asks for the page again when the log grows, or every 20 seconds, and never
// while somebody is typing or has a form open. Without this file the page refreshes by itself.
const follow = document.querySelector('meta[name="tocsin-follow"]');
const REFRESH_MS = 20_000;
const SETTLE_MS = 400;
let pending = false;
let timer;

function isBusy() {
  const active = document.activeElement;
  const typing = active !== null && active.matches('input, select, textarea');
  return typing || document.querySelector('details.act[open]') !== null;
}

async function refresh() {
  pending = false;
  if (isBusy()) {
    later(REFRESH_MS / 4);
    return;
  }
  const open = [...document.querySelectorAll('details.rest')].map((one) => one.open);
  try {
    const answer = await fetch(location.pathname, { headers: { 'x-tocsin-refresh': '1' } });
    if (answer.redirected || !answer.ok) {
      location.reload();
      return;
    }
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const [now, fresh] = [document.querySelector('main'), next.querySelector('main')];
    if (now === null || fresh === null || isBusy()) return;
    now.replaceWith(fresh);
    document.querySelectorAll('details.rest').forEach((one, index) => {
      if (open[index] === true) one.open = true;
    });
  } catch {
    // The connection is down: the next look will tell.
  } finally {
    later(REFRESH_MS);
  }
}

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(refresh, ms);
}

if (follow !== null) {
  const source = new EventSource(follow.content);
  const news = () => {
    if (pending) return;
    pending = true;
    later(SETTLE_MS);
  };
  // Events are named by their type; all of them are listed so that any of them wakes the page.
  for (const type of (document.querySelector('meta[name="tocsin-events"]')?.content ?? '').split(
    ' ',
  )) {
    if (type !== '') source.addEventListener(type, news);
  }
}
later(REFRESH_MS);
