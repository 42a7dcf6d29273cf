/**
 * The import walls (docs/decisions/0001). `from` may not import `to`, types included.
 * Run twice by `npm run check`: with types, and with types erased (what the bundle holds).
 */
const folders = [
  'domain',
  'playbooks',
  'workflows',
  'activities',
  'channels',
  'store',
  'api',
  'console',
  'workers',
  'config',
  'test',
  'bench',
];
const only = (name, allowed, comment) => ({
  name: `${name}-imports`,
  comment,
  severity: 'error',
  from: { path: `^${name}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^(${folders.filter((f) => f !== name && !allowed.includes(f)).join('|')})/` },
});
module.exports = {
  forbidden: [
    only('domain', [], 'the core knows nothing of the world'),
    only('playbooks', ['domain'], 'definitions are compiled for the core'),
    only('workflows', ['domain'], 'workflows ask the world through workflows/effects.ts'),
    only(
      'activities',
      ['domain', 'workflows', 'channels', 'store'],
      'activities are given their clients',
    ),
    only('channels', ['domain', 'config'], 'a channel speaks to one provider'),
    only('store', ['domain', 'config'], 'the store keeps, it does not decide'),
    only(
      'api',
      ['domain', 'playbooks', 'workflows', 'channels', 'store', 'config', 'console'],
      'the edge',
    ),
    only('console', ['domain', 'playbooks', 'workflows'], 'what people see'),
    only('config', ['domain'], 'read before anything starts'),
    {
      name: 'nothing-imports-workers',
      severity: 'error',
      from: { pathNot: '^(workers|test|bench)/' },
      to: { path: '^workers/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^(domain|playbooks)/', pathNot: '\\.test\\.ts$' },
      to: { path: '(@temporalio/|^node:|/pg/|/kysely/|/express/|/twilio/|/nodemailer/)' },
    },
    {
      name: 'core-uses-no-node-module',
      severity: 'error',
      from: { path: '^(domain|playbooks)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-zod-in-the-workflow-bundle',
      severity: 'error',
      from: { path: '^(domain|workflows)/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules/zod/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'vendors-only-in-channels',
      severity: 'error',
      from: { pathNot: '^(channels|test|bench)/|\\.test\\.ts$' },
      to: { path: 'node_modules/(twilio|nodemailer)/' },
    },
    {
      name: 'not-to-test',
      severity: 'error',
      from: { pathNot: '^(test|bench)/|\\.test\\.ts$' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|node_modules/.cache)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'] },
  },
};
