import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
const { packages } = Lock.parse(JSON.parse(text));

describe('package-lock.json', () => {
  it('holds the optional packages of every platform, or npm ci refuses it in a fresh clone', () => {
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => packages[`node_modules/${name}`] === undefined)
        .filter((name) => packages[`${path}/node_modules/${name}`] === undefined),
    );
    expect(missing).toEqual([]);
  });

  it('names a version for every package, and no registry', () => {
    const entries = Object.entries(packages).filter(([path]) => path !== '');
    expect(entries.filter(([, entry]) => entry.version === undefined)).toEqual([]);
    expect(entries.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
  });
});
