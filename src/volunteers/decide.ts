import type { Db } from '../db/database.ts';
import type { Operator } from '../db/operators.ts';
import { storeVolunteerDecision } from '../db/volunteer-decisions.ts';
import { isUuid } from '../domain/identity.ts';
import type { Approval } from '../domain/volunteer.ts';
import type { VolunteerChoice } from '../domain/volunteer-decision.ts';
import type { Delivery } from '../requests/delivery.ts';

export type VolunteerDecision =
  /** `told` is false where no email goes out: the address is marked as invalid, or was never confirmed. */
  | { kind: 'done'; approval: Approval; told: boolean }
  /** Somebody decided the same before, the same operator with a second press included. */
  | { kind: 'already'; approval: Approval; by: string | null; at: Date | null }
  /** The volunteer changed after this operator saw them. */
  | { kind: 'stale' }
  /** An address that nobody confirmed can't be approved: requests would go to it. */
  | { kind: 'unconfirmed' }
  /** Not there, or another Comune's. */
  | { kind: 'not_found' };

/** Approves, refuses or suspends a volunteer, and tells them; with Temporal away the monitor sends that email. */
export async function decideVolunteer(
  deps: { db: Db; delivery: Delivery; config: { mailDomain: string } },
  operator: Operator,
  volunteerId: string,
  choice: VolunteerChoice,
): Promise<VolunteerDecision> {
  if (!isUuid(volunteerId)) return { kind: 'not_found' };
  const { mailDomain } = deps.config;
  const stored = await storeVolunteerDecision(deps.db, operator, volunteerId, { choice, mailDomain });
  if (stored.kind !== 'done') return stored;
  const { approval, emailId } = stored;
  if (emailId !== null) await deps.delivery.startLetter(emailId);
  return { kind: 'done', approval, told: emailId !== null };
}
