import { z } from 'zod';

/**
 * One text that passed through the simulated provider. `status` is Twilio's own word. Instants are
 * epoch milliseconds.
 */
export const simulatedText = z.strictObject({
  sid: z.string(),
  direction: z.enum(['inbound', 'outbound-api']),
  from: z.string(),
  to: z.string(),
  body: z.string(),
  createdAt: z.number(),
  sentAt: z.number().optional(),
  updatedAt: z.number(),
  status: z.string(),
  errorCode: z.number().optional(),
  statusCallback: z.string().optional(),
  messagingServiceSid: z.string().optional(),
});
export type SimulatedText = z.infer<typeof simulatedText>;

/** One e-mail in a simulated mailbox, as a mail client would show it. */
export const simulatedMail = z.strictObject({
  id: z.string(),
  at: z.number(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  messageId: z.string(),
  inReplyTo: z.string().optional(),
  /** Header lines that matter to auto-responders, lower-cased names. */
  headers: z.record(z.string(), z.string()),
});
export type SimulatedMail = z.infer<typeof simulatedMail>;

/** What a person did with a phone. */
export const simulatedPhone = z.strictObject({
  number: z.string(),
  off: z.boolean(),
  optedOut: z.boolean(),
});
export type SimulatedPhone = z.infer<typeof simulatedPhone>;

/** One line of the journal. A later line on the same sid or number replaces the earlier one. */
export const journalLine = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: simulatedText }),
  z.strictObject({ kind: z.literal('mail'), mail: simulatedMail }),
  z.strictObject({ kind: z.literal('phone'), phone: simulatedPhone }),
]);
export type JournalLine = z.infer<typeof journalLine>;
