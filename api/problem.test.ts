import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { REFUSALS } from '../domain/incident/refusals.ts';
import type { RefusalCode } from '../domain/incident/refusals.ts';
import { StoreError } from '../store/store-error.ts';
import { fieldFaults, isRefusalCode, problem, refused, toProblem } from './problem.ts';

// Object.keys forgets that these are exactly the codes.
const CODES = Object.keys(REFUSALS) as RefusalCode[];

describe('the one mapping of a no', () => {
  it.each(CODES)('gives %s a status, its own code and words', (code) => {
    const { body } = refused({ code });
    expect([403, 404, 409, 422, 500]).toContain(body.status);
    expect(body).toMatchObject({ code, title: REFUSALS[code], type: `urn:tocsin:problem:${code}` });
  });

  it('carries fields and blockers', () => {
    const fields = [{ path: 'form.heard', message: 'this field is needed' }];
    expect(refused({ code: 'form-invalid', fields }).body.errors).toEqual([
      { field: 'form.heard', detail: 'this field is needed' },
    ]);
    const blockers = [{ code: 'task-open', task: 'K2.05' }];
    expect(refused({ code: 'incident-not-closable', blockers }).body.blockers).toEqual(blockers);
  });

  it('says of a lost database that it may be asked again', () => {
    const { problem: found, unexpected } = toProblem(new StoreError('unavailable', 'x'));
    expect(found.body).toMatchObject({ status: 503, code: 'not-now' });
    expect(found.headers['Retry-After']).toBe('5');
    expect(unexpected).toBe(false);
  });

  it('never tells what an unexpected error said', () => {
    const { problem: found, unexpected } = toProblem(new Error('Jean is in Lyon'));
    expect(unexpected).toBe(true);
    expect(JSON.stringify(found.body)).not.toContain('Jean');
    expect(found.body.status).toBe(500);
  });

  it('names fields at fault and not the values in them', () => {
    const schema = z.strictObject({ contacts: z.array(z.strictObject({ address: z.email() })) });
    const result = schema.safeParse({ contacts: [{ address: 'SECRET' }], extra: 'SECRET' });
    const faults = fieldFaults(result.error ?? new z.ZodError([]));
    expect(faults.map(({ field }) => field).sort()).toEqual(['contacts.0.address', 'extra']);
    expect(JSON.stringify(faults)).not.toContain('SECRET');
  });

  it('knows its own codes from others', () => {
    expect(isRefusalCode('task-unknown')).toBe(true);
    expect(isRefusalCode('constructor')).toBe(false);
    expect(problem('not-found').body.status).toBe(404);
  });
});
