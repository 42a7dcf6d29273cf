import { z } from 'zod';
import type { Language } from '../../domain/plan.ts';
import { withDurations } from '../../domain/incident/view-duration.ts';
import type { ApiContext } from '../context.ts';
import { problem } from '../problem.ts';
import { param, route } from '../route.ts';
import type { Route } from '../route.ts';
import { StoreError } from '../../store/store-error.ts';
import type { PlaybookVersion } from '../../store/playbooks.ts';
import type { CachedPlaybook } from '../../store/encrypted-cache.ts';

const summary = z
  .looseObject({ id: z.string(), title: z.string().optional(), published: z.number().optional() })
  .openapi('PlaybookSummary');
const list = z.strictObject({ playbooks: z.array(summary) }).openapi('Playbooks');
const version = z
  .looseObject({ id: z.string(), version: z.number(), hash: z.string(), status: z.string() })
  .openapi('PlaybookVersion');

/** Playbooks as they are in force, and every version that ever was. */
export function playbookRoutes(context: ApiContext): readonly Route[] {
  const { store, offline } = context;
  return [
    route({
      id: 'listPlaybooks',
      method: 'get',
      path: '/v1/playbooks',
      tag: 'playbooks',
      summary: 'All playbooks, with the version in force.',
      answers: { 200: { description: 'In order of id.', schema: list } },
      async handle({ language }) {
        const published = await offline.listPublished();
        const titles = new Map(published.map((one) => [one.playbook, one]));
        return { status: 200, body: { playbooks: await summaries(context, titles, language) } };
      },
    }),
    route({
      id: 'getPlaybook',
      method: 'get',
      path: '/v1/playbooks/{id}',
      tag: 'playbooks',
      summary: 'The version in force.',
      answers: { 200: { description: 'With its compiled plan.', schema: version } },
      async handle(call) {
        const found = await offline.published(param(call, 'id'));
        if (found === undefined) throw problem('playbook-unknown');
        return { status: 200, body: show({ ...found, status: 'published' }) };
      },
    }),
    route({
      id: 'getPlaybookVersion',
      method: 'get',
      path: '/v1/playbooks/{id}/versions/{n}',
      tag: 'playbooks',
      summary: 'One version, as it was published.',
      answers: { 200: { description: 'With source and plan.', schema: version } },
      async handle(call) {
        const n = param(call, 'n');
        const found = /^[1-9]\d{0,6}$/.test(n)
          ? await store.playbooks.getVersion(param(call, 'id'), Number(n))
          : undefined;
        if (found === undefined) throw problem('playbook-unknown');
        return { status: 200, body: show(found) };
      },
    }),
  ];
}

type Shown = CachedPlaybook & { readonly status: string; readonly source?: string };

function show(found: Shown | PlaybookVersion): object {
  const { playbook, version: number, hash, status, plan, source } = found;
  return {
    id: playbook,
    version: number,
    hash,
    status,
    plan: withDurations(plan),
    ...(source === undefined ? {} : { source }),
  };
}

async function summaries(
  { store }: ApiContext,
  published: ReadonlyMap<string, CachedPlaybook>,
  language: Language,
): Promise<readonly object[]> {
  const titleOf = (id: string) => {
    const title = published.get(id)?.plan.title[language];
    return title === undefined ? {} : { title };
  };
  try {
    const all = await store.playbooks.listPlaybooks();
    return all.map((one) => ({ ...one, ...titleOf(one.id) }));
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
    return [...published.values()].map(({ playbook, version: number }) => ({
      id: playbook,
      published: number,
      versions: [number],
      ...titleOf(playbook),
    }));
  }
}
