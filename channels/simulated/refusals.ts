/** A refusal as Twilio words it: HTTP status, code and text. */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

const refusal = (status: number, code: number, message: string): Refusal => ({
  status,
  code,
  message,
});

export const UNAUTHORIZED = refusal(401, 20003, 'Authenticate');
export const NOT_FOUND = refusal(404, 20404, 'The requested resource was not found');
export const TOO_MANY = refusal(429, 20429, 'Too Many Requests');
export const INTERNAL = refusal(500, 20500, 'Internal Server Error');
export const OPTED_OUT = refusal(400, 21610, 'Attempt to send to unsubscribed recipient');
export const BAD_TO = refusal(400, 21211, "The 'To' number is not a valid phone number.");

/** Twilio's public magic numbers (twilio.com/docs/iam/test-credentials). */
const MAGIC_TO: Readonly<Record<string, Refusal>> = {
  '+15005550001': BAD_TO,
  '+15005550002': refusal(400, 21612, "The 'To' number cannot be reached from this 'From' number."),
  '+15005550003': refusal(400, 21408, 'Permission to send an SMS to this region is not enabled.'),
  '+15005550004': OPTED_OUT,
  '+15005550009': refusal(400, 21614, "The 'To' number is not a valid mobile number."),
};
const MAGIC_FROM: Readonly<Record<string, Refusal>> = {
  '+15005550001': refusal(400, 21212, "The 'From' number is invalid."),
  '+15005550007': refusal(400, 21606, "The 'From' number is not yours or cannot send SMS."),
  '+15005550008': refusal(400, 21611, "This 'From' number has exceeded its queue of messages."),
};

/** The form of a send, as far as it matters. */
export interface SendForm {
  readonly To?: string | undefined;
  readonly From?: string | undefined;
  readonly MessagingServiceSid?: string | undefined;
  readonly Body?: string | undefined;
}

/** Why Twilio would refuse this form at once. */
export const refuseForm = (form: SendForm): Refusal | undefined => {
  if (!form.To) return refusal(400, 21604, "A 'To' phone number is required.");
  if (!form.Body) return refusal(400, 21602, 'Message body is required.');
  if (!form.From && !form.MessagingServiceSid) {
    return refusal(400, 21603, "A 'From' phone number is required.");
  }
  if (form.Body.length > 1600) return refusal(400, 21617, 'The body exceeds 1600 characters.');
  if (!/^\+[1-9]\d{6,14}$/.test(form.To)) return BAD_TO;
  return MAGIC_TO[form.To] ?? MAGIC_FROM[form.From ?? ''];
};
