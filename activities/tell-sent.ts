import type { Dispatch } from '../domain/conversation/state.ts';
import type { PageState } from '../domain/incident/state.ts';
import type { ConversationEffects, SendOutcome } from '../workflows/effects.ts';

export type TellIncident = ConversationEffects['tellIncident'];

/**
 * Tells the incidents whose pages a dispatch carries that it went out, in the same activity: an
 * event less in the conversation's history. Where that does not work the workflow does it.
 */
export async function tellSent(
  tell: TellIncident,
  { id, channel, pages }: Dispatch,
  state: PageState,
): Promise<SendOutcome> {
  if (state === 'queued' || pages.length === 0) return { state, told: true };
  const incidents = [...new Set(pages.map(({ incident }) => incident))];
  const words = incidents.map(async (incident) => {
    const own = pages.filter((page) => page.incident === incident);
    const reports = own.map(({ task, leg, page }) => ({ task, leg, page, channel, state }));
    await tell({ id: `sent/${id}`, incident, command: { type: 'delivery', reports } });
  });
  const told = await Promise.all(words).then(
    () => true,
    () => false,
  );
  return { state, told };
}
