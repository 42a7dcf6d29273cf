/**
 * What Tocsin is measured against: the least that Temporal itself needs for the same thing. No
 * state, no log, no encryption. Loaded by bench/bare-worker.ts alone, in a bundle of its own.
 */
import {
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';

export interface BareActivities {
  /** The instant at which it was entered, epoch milliseconds. */
  touch(): Promise<number>;
}

export interface BareTouched {
  readonly at: number;
  /** When it should have been. */
  readonly due: number;
}

export const touchSignal = defineSignal('touch');
export const touchUpdate = defineUpdate<number>('touchAndAnswer');
export const endSignal = defineSignal('end');

const { touch } = proxyActivities<BareActivities>({ startToCloseTimeout: '1 minute' });

/** One activity, at once or after a while. */
export async function bareTouch(waitMs: number): Promise<BareTouched> {
  const due = Date.now() + waitMs;
  if (waitMs > 0) await sleep(waitMs);
  return { at: await touch(), due };
}

/** Takes signals and updates until it is told to end. */
export async function bareListener(): Promise<void> {
  let touches = 0;
  let isOver = false;
  setHandler(touchSignal, () => void (touches += 1));
  setHandler(touchUpdate, () => (touches += 1), { validator: () => undefined });
  setHandler(endSignal, () => void (isOver = true));
  await condition(() => isOver);
}
