import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Failures with their messages and stack traces inside the encrypted payload. Loaded by path, in
 * the workflow sandbox as well as outside of it, so it must import nothing else.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
