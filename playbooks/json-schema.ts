import { z } from 'zod';
import { Definition } from './language.ts';

/** JSON Schema of the playbook language, for editors. Kept in `playbook.schema.json`. */
export function playbookJsonSchema(): unknown {
  const schema = z.toJSONSchema(Definition, { io: 'input', target: 'draft-7' });
  return { title: 'Tocsin playbook', ...schema };
}
