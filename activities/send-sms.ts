import { Context } from '@temporalio/activity';
import { fillLinkMarks } from '../domain/conversation/link-marks.ts';
import type { Dispatch, FrozenMessage, LinkSeed } from '../domain/conversation/state.ts';
import type { Accepted, OutboundSms, SmsChannel } from '../channels/channel.ts';
import type { ConversationEffects, SendMessage, SendOutcome } from '../workflows/effects.ts';
import { sendFailure } from './failures.ts';
import { tellSent, type TellIncident } from './tell-sent.ts';

/** What sending needs. */
export interface SendDeps {
  /** The address of the page behind a link: `PUBLIC_URL/t/<token>`. */
  readonly linkFor: (seed: LinkSeed) => string;
  readonly tellIncident: TellIncident;
}

/**
 * Sends one text. Where it may have gone out already (a later attempt, a crash) the provider is
 * asked first: it has no idempotency key of its own (channels.md 1.4).
 */
export function createSendSms(
  deps: SendDeps & { readonly sms: SmsChannel },
): ConversationEffects['sendSms'] {
  return async ({ dispatch, mayHaveGone }: SendMessage): Promise<SendOutcome> => {
    const message = smsOf(dispatch, deps);
    const again = mayHaveGone || Context.current().info.attempt > 1;
    const accepted = await sendOnce(deps.sms, message, again ? dispatch.at : undefined).catch(
      (error: unknown) => {
        throw sendFailure(error);
      },
    );
    return await tellSent(deps.tellIncident, dispatch, accepted.state);
  };
}

async function sendOnce(
  sms: SmsChannel,
  message: OutboundSms,
  since: number | undefined,
): Promise<Accepted> {
  const gone = since === undefined ? undefined : await sms.find(message, since);
  return gone ?? (await sms.send(message));
}

function smsOf(dispatch: Dispatch, { linkFor }: SendDeps): OutboundSms {
  const { text, links } = frozen(dispatch);
  return { dispatch: dispatch.id, to: dispatch.to, body: fillLinkMarks(text, links.map(linkFor)) };
}

/** @throws TypeError when the dispatch is not one that is to be sent */
export function frozen(dispatch: Dispatch): FrozenMessage {
  if (dispatch.message === undefined) throw new TypeError('a dispatch without words: sent before');
  return dispatch.message;
}
