import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { createCodec } from './codec.ts';
import type { PayloadKey } from './env.ts';

/** Beside this file, built or not; the workflow bundle and the data converter both need it. */
export const FAILURE_CONVERTER_PATH = ['./failure-converter.js', './failure-converter.ts']
  .map((name) => fileURLToPath(new URL(name, import.meta.url)))
  .find((path) => existsSync(path));

/** The same data converter for every client and worker: a codec on one side only reads nothing. */
export function createDataConverter(keys: readonly PayloadKey[]): DataConverter {
  return {
    payloadCodecs: [createCodec(keys)],
    ...(FAILURE_CONVERTER_PATH === undefined
      ? {}
      : { failureConverterPath: FAILURE_CONVERTER_PATH }),
  };
}
