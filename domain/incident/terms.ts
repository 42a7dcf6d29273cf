/** Words that commands, events and state share. */

/** `K3.01`, `K3.01.7` (seventh of a series), `K5.02@v1` (of a subject), `X12` (inserted by hand). */
export type TaskId = string;
export type IncidentId = string;

/** Contract: incident statuses and outcomes. */
export type IncidentStatus = 'intake' | 'standby' | 'active' | 'stoodDown' | 'inReview' | 'closed';
export type Outcome = 'resolved' | 'falseAlarm' | 'declined' | 'standby';
export type Mode = 'live' | 'exercise';

/** Contract: task statuses. `waiting` tasks are derived from the plan and not kept. */
export type TaskStatus = 'open' | 'acknowledged' | 'completed' | 'waived' | 'notNeeded';
export type PageState = 'queued' | 'sent' | 'delivered' | 'failed' | 'simulated';
/** How sure a fact's source is. */
export type Confidence = 'confirmed' | 'probable' | 'possible' | 'doubtful';
