import { fillLinkMarks } from '../domain/conversation/link-marks.ts';
import type { Dispatch } from '../domain/conversation/state.ts';
import type { EmailChannel, OutboundEmail } from '../channels/channel.ts';
import type { ConversationEffects } from '../workflows/effects.ts';
import { sendFailure } from './failures.ts';
import { frozen, type SendDeps } from './send-sms.ts';
import { tellSent } from './tell-sent.ts';

/**
 * Sends one e-mail. The Message-ID is made from the dispatch, so that a repeat after a crash is one
 * message to most mail clients (channels.md 3.1).
 */
export function createSendEmail(
  deps: SendDeps & { readonly email: EmailChannel },
): ConversationEffects['sendEmail'] {
  return async ({ dispatch }) => {
    const accepted = await deps.email.send(emailOf(dispatch, deps)).catch((error: unknown) => {
      throw sendFailure(error);
    });
    return await tellSent(deps.tellIncident, dispatch, accepted.state);
  };
}

function emailOf(dispatch: Dispatch, { linkFor }: SendDeps): OutboundEmail {
  const { subject = '', text, html = '', thread, links } = frozen(dispatch);
  const urls = links.map(linkFor);
  return {
    dispatch: dispatch.id,
    to: dispatch.to,
    subject,
    text: fillLinkMarks(text, urls),
    html: fillLinkMarks(html, urls),
    ...(thread === undefined ? {} : { thread }),
  };
}
