import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { shippedPlans } from './shipped.ts';
it('x', () => {
  const text = readFileSync('playbooks/definitions/kidnap.yaml', 'utf8');
  const [p] = shippedPlans([{ file: 'kidnap.yaml', text, hash: 'h' }]);
  console.log(JSON.stringify(p).length);
  expect(p?.tasks.length).toBeGreaterThan(3);
});
