import { createHash } from 'node:crypto';
import type { PayloadKey } from '../../config/env.ts';

/**
 * TEST ONLY. Opens the recorded histories in this folder, which are of made-up incidents with
 * made-up people, and nothing else. Never a key of an installation.
 */
export const TEST_ONLY_KEY: PayloadKey = {
  id: 'replay-test-only',
  key: createHash('sha256').update('TEST ONLY: recorded histories of made-up incidents').digest(),
};
