import { createHash } from 'node:crypto';

/** The part of a mail address behind the last @, without a closing angle bracket. */
export const domainOf = (from: string): string => {
  const domain = /@([^@\s>]+)>?\s*$/.exec(from)?.[1];
  if (domain === undefined) {
    throw new Error('The sender of e-mails (MAIL_FROM) must be an address like desk@example.org');
  }
  return domain.toLowerCase();
};

const digest = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 40);

/**
 * The Message-ID of a dispatch: the same for every resend, so that mail clients drop the copy when
 * only the server's "250" was lost. Hashed, because a Message-ID travels further than its text.
 */
export const messageId = (dispatch: string, domain: string): string =>
  `<${digest(`dispatch ${dispatch}`)}@${domain}>`;

/** The id all messages of a thread refer to. No message carries it; clients group by it all the same. */
export const threadId = (thread: string, domain: string): string =>
  `<${digest(`thread ${thread}`)}@${domain}>`;
