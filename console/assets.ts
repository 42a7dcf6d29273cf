import { readFileSync } from 'node:fs';

/** A file that browsers ask for, by its address. */
export interface Asset {
  readonly type: string;
  readonly body: string;
}

const read = (name: string): string =>
  readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');

/** Style, script and icon: read once, served to anybody. */
export const ASSETS: Readonly<Record<string, Asset>> = {
  '/assets/tocsin.css': { type: 'text/css', body: read('tocsin.css') },
  '/assets/live.js': { type: 'text/javascript', body: read('live.js') },
  '/assets/tocsin.svg': { type: 'image/svg+xml', body: read('tocsin.svg') },
};
