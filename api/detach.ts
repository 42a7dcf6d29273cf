/** Lets work run on that nobody waits for; it has logged its own failure. */
export function detach(work: Promise<unknown>): void {
  work.catch(() => undefined);
}
