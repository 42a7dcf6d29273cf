import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { startEngine, type Engine } from '../harness/engine.ts';
import { devServer } from '../harness/temporal.ts';
import { speeded } from '../harness/told-story.ts';
import { cast, tellStories } from './told-on-temporal.ts';

// Told against the machine's own clock: a story that a stall cut short is told again.
jest.retryTimes(2);

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ server: devServer, directory: () => cast });
}, 60_000);
afterAll(async () => engine.close());

describe(`the scenario scripts ${speeded.name}`, () => {
  tellStories(speeded, () => engine);
});
