import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import { z } from 'zod';
import { playbookJsonSchema } from './json-schema.ts';

const file = new URL('./playbook.schema.json', import.meta.url);

describe('the JSON Schema for editors', () => {
  it('is what the language says (UPDATE_SCHEMA=1 writes it anew)', async () => {
    const options = await resolveConfig(file);
    const current = await format(JSON.stringify(playbookJsonSchema()), {
      ...options,
      parser: 'json',
    });
    if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, current);
    expect(readFileSync(file, 'utf8')).toBe(current);
  });

  it('accepts the kidnap playbook and refuses an unknown key', () => {
    const schema = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
    const accepts = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    const text = readFileSync(new URL('./definitions/kidnap.yaml', import.meta.url), 'utf8');
    const kidnap = z.record(z.string(), z.unknown()).parse(parse(text, { maxAliasCount: 200 }));
    expect(accepts(kidnap)).toBe(true);
    expect(accepts({ ...kidnap, owner: 'nobody' })).toBe(false);
  });
});
