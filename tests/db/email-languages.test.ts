import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimDigest } from '../../src/db/digests.ts';
import { claimEmails } from '../../src/db/email-claims.ts';
import { queueInvitationLetter } from '../../src/db/invitation-letters.ts';
import { createInvitation } from '../../src/db/invitations.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { createEntryLink } from '../../src/db/volunteer-entry.ts';
import { queueVolunteerLetter } from '../../src/db/volunteer-letters.ts';
import type { EmailKind } from '../../src/domain/mail.ts';
import { type DemoOffice, mailDomain, openDemoOffice } from '../support/demo-office.ts';

let office: DemoOffice;
beforeAll(async () => {
  office = await openDemoOffice();
});
afterAll(() => office.close());

test('an email is claimed with the language of its recipient, whoever else it is about', async () => {
  const { db, municipality } = office;
  const { id: requestId, decisionId } = await office.submitAndSend();
  await db.updateTable('help_request').set({ language: 'en' }).execute();
  await db.updateTable('volunteer').set({ language: 'de' }).execute();
  await db.updateTable('operator').set({ language: 'fr' }).execute();
  await selectVolunteers(db, { requestId, decisionId, volunteers: 2, mailDomain });
  await claimDigest(db, { municipalityId: municipality.id, requestId, reason: 'new', mailDomain });
  const { email } = await db.selectFrom('volunteer').select('email').limit(1).executeTakeFirstOrThrow();
  await db.transaction().execute(async (tx) => {
    const link = await createEntryLink(tx, municipality.id, email);
    if (link === undefined) throw new Error('no link was made');
    const letter = { municipalityId: municipality.id, mailDomain };
    await queueVolunteerLetter(tx, { ...letter, kind: 'link_to_volunteer', ...link });
    const invited = { name: 'Nora', email: 'nora@comune.example', role: 'clerk', invitedBy: null } as const;
    const invitation = { municipalityId: municipality.id, ...invited, language: 'en' } as const;
    const created = await createInvitation(tx, invitation, String);
    if (created.kind === 'created') await queueInvitationLetter(tx, { ...letter, invitationId: created.id });
  });

  const queued = await db.selectFrom('email').select('id').where('state', '=', 'queued').execute();
  const claims = await claimEmails(
    db,
    queued.map(({ id }) => id),
  );
  const spoken = new Map<EmailKind, string>();
  for (const claim of claims) {
    if (claim instanceof Error || claim.kind !== 'claimed') continue;
    spoken.set(claim.email.content.kind, claim.email.content.language);
  }
  expect(Object.fromEntries(spoken)).toMatchObject({
    request_to_volunteer: 'de',
    link_to_volunteer: 'de',
    new_requests_to_operator: 'fr',
    invitation_to_member: 'en',
  });
});
