/** Everything a worker's bundle holds. */
export { conversation } from './conversation.ts';
export { incident } from './incident.ts';
export { reconcileReplies } from './reconcile-replies.ts';
export { strangers } from './strangers.ts';
export { sweep } from './sweep.ts';
