import type { DeliveryState } from '../channel.ts';

const STATES: Readonly<Record<string, DeliveryState>> = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  partially_delivered: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

/**
 * Twilio's message status in our words. "sent" means handed to the carrier, no more. A status we
 * do not know yet counts as queued, the lowest rank, so that it can never hide a real one.
 */
export const deliveryState = (status: string): DeliveryState => STATES[status] ?? 'queued';
