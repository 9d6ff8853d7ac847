import type { Db } from '../db/database.ts';
import { queueInvitationLetter } from '../db/invitation-letters.ts';
import { createInvitation, type NewInvitation } from '../db/invitations.ts';
import type { LinkSecret } from '../link-secret.ts';
import type { Delivery } from '../requests/delivery.ts';

type Deps = {
  db: Db;
  delivery: Pick<Delivery, 'startLetter'>;
  config: { mailDomain: string };
  invitationSecret: LinkSecret;
};

/** Invites somebody by email; the monitor starts the letter where Temporal is away. */
export async function inviteMember(deps: Deps, invitation: NewInvitation): Promise<'invited' | 'already_member'> {
  const { municipalityId } = invitation;
  const emailId = await deps.db.transaction().execute(async (tx) => {
    const created = await createInvitation(tx, invitation, deps.invitationSecret);
    if (created.kind === 'already_member') return undefined;
    const letter = { municipalityId, invitationId: created.id, mailDomain: deps.config.mailDomain };
    return await queueInvitationLetter(tx, letter);
  });
  if (emailId === undefined) return 'already_member';
  await deps.delivery.startLetter(emailId);
  return 'invited';
}
