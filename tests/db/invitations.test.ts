import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { claimEmails } from '../../src/db/email-claims.ts';
import { queueInvitationLetter } from '../../src/db/invitation-letters.ts';
import {
  acceptInvitation,
  createInvitation,
  findInvitation,
  listOpenInvitations,
  type NewInvitation,
  withdrawInvitation,
} from '../../src/db/invitations.ts';
import { findOperator } from '../../src/db/operators.ts';
import { clearSpentLinks } from '../../src/db/spent-links.ts';
import { findLettersWithoutRun } from '../../src/db/undelivered.ts';
import { findUnfinishedLetters, markLetterStarted } from '../../src/db/undelivered-letters.ts';
import { createLinkSecret } from '../../src/link-secret.ts';
import { composeEmail } from '../../src/mail/compose-email.ts';
import { createLinks } from '../../src/mail/links.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
afterAll(() => database.drop());

const secretOf = createLinkSecret('the secret of an installation, for tests', 'invitation');
const mailDomain = 'comune.example';

async function invite(over: Partial<NewInvitation> = {}) {
  const email = `${randomUUID()}@comune.example`;
  const invitation = { name: 'Nadia Nuova', email, role: 'clerk', ...over } as const;
  const by = { municipalityId: comune.id, invitedBy: comune.anna.id };
  return await db.transaction().execute(async (tx) => {
    const created = await createInvitation(tx, { ...by, ...invitation }, secretOf);
    if (created.kind !== 'created') throw new Error(created.kind);
    const letter = { municipalityId: over.municipalityId ?? comune.id, invitationId: created.id, mailDomain };
    const emailId = await queueInvitationLetter(tx, letter);
    return { id: created.id, emailId, email, secret: secretOf(created.id) };
  });
}

async function addAccount(email: string): Promise<string> {
  const userId = randomUUID();
  await sql`insert into auth."user" ("id", "name", "email", "emailVerified")
    values (${userId}, 'Nadia', ${email.toLowerCase()}, true)`.execute(db);
  return userId;
}

const accept = (secret: string, userId: string) => acceptInvitation(db, secret, async () => userId);

const expire = (id: string, ago = '1 second') =>
  sql`update invitation set created_at = now() - interval '90 days', expires_at = now() - ${ago}::interval
    where id = ${id}`.execute(db);

const contentOf = async (emailId: string) => {
  const [claim] = await claimEmails(db, [emailId]);
  if (claim === undefined || claim instanceof Error) throw new Error('not claimed');
  return claim.kind === 'claimed' ? claim.email.content : undefined;
};

describe('an invitation', () => {
  it('is good for three days, and stands in the database only as a hash', async () => {
    const { id, secret } = await invite();
    const row = await db.selectFrom('invitation').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    expect(row.expires_at.getTime() - row.created_at.getTime()).toBe(72 * 3_600_000);
    const { rows } = await sql<{ text: string }>`select i::text as text from invitation i where id = ${id}`.execute(db);
    expect(rows[0]?.text).not.toContain(secret);
    expect(secret.length).toBeGreaterThanOrEqual(43);
    expect(createLinkSecret('another installation with its own secret', 'invitation')(id)).not.toBe(secret);
  });

  it('can be looked at as often as one likes, and accepted once', async () => {
    const { email, secret } = await invite();
    const userId = await addAccount(email);
    for (let i = 0; i < 3; i += 1) expect((await findInvitation(db, secret)).kind).toBe('valid');
    expect(await accept(secret, userId)).toBe('accepted');
    expect(await accept(secret, userId)).toBe('useless');
    expect(await findInvitation(db, secret)).toEqual({ kind: 'used' });
    expect(await findOperator(db, userId, comune.id)).toMatchObject({ name: 'Nadia Nuova', email, role: 'clerk' });
  });

  it('pressed twice at once is accepted once', async () => {
    const { email, secret } = await invite();
    const userId = await addAccount(email);
    const both = await Promise.all([accept(secret, userId), accept(secret, userId)]);
    expect(both.toSorted()).toEqual(['accepted', 'useless']);
  });

  it('stays as it is where the account can not be made after all', async () => {
    const { secret } = await invite();
    expect(await acceptInvitation(db, secret, async () => undefined)).toBe('refused');
    const broken = acceptInvitation(db, secret, async () => Promise.reject(new Error('PostgreSQL went away')));
    await expect(broken).rejects.toThrow('went away');
    expect((await findInvitation(db, secret)).kind).toBe('valid');
  });

  it('that is over, withdrawn or forged opens nothing', async () => {
    const [over, withdrawn] = [await invite(), await invite()];
    await expire(over.id);
    expect(await withdrawInvitation(db, comune.id, withdrawn.id)).toMatchObject({ email: withdrawn.email });
    expect(await withdrawInvitation(db, comune.id, withdrawn.id)).toBeUndefined();
    for (const { email, secret } of [over, withdrawn]) {
      expect(await findInvitation(db, secret)).toEqual({ kind: 'expired' });
      expect(await accept(secret, await addAccount(email))).toBe('useless');
    }
    for (const forged of ['', 'x', secretOf(randomUUID()), `${over.secret}x`, "' or true --"]) {
      expect(await findInvitation(db, forged)).toEqual({ kind: 'unknown' });
      expect(await accept(forged, await addAccount(`${randomUUID()}@a.example`))).toBe('useless');
    }
  });

  it('to an address that was invited before takes the place of the first, also of two at once', async () => {
    const first = await invite();
    const email = first.email.toUpperCase();
    const both = await Promise.all([invite({ email }), invite({ email, role: 'operator' })]);
    const kinds = await Promise.all(
      [first, ...both].map(async ({ secret }) => (await findInvitation(db, secret)).kind),
    );
    expect(kinds[0]).toBe('expired');
    expect(kinds.slice(1).toSorted()).toEqual(['expired', 'valid']);
    const open = await listOpenInvitations(db, comune.id);
    expect(open.filter((one) => one.email.toLowerCase() === first.email)).toHaveLength(1);
  });

  it('to somebody who works there already is none', async () => {
    await expect(invite({ email: comune.bruno.email.toUpperCase() })).rejects.toThrow('already_member');
  });

  it('is seen and withdrawn by its own Comune only', async () => {
    const other = await createComune(db);
    const { id, secret } = await invite();
    expect(await listOpenInvitations(db, other.id)).toEqual([]);
    expect(await withdrawInvitation(db, other.id, id)).toBeUndefined();
    expect((await findInvitation(db, secret)).kind).toBe('valid');
  });
});

describe('its email', () => {
  it('carries the link, who invites and as what, and is started like every letter', async () => {
    const { id, emailId, email, secret } = await invite();
    await sql`update email set created_at = created_at - interval '4 seconds' where id = ${emailId}`.execute(db);
    expect((await findLettersWithoutRun(db)).map(({ id }) => id)).toContain(emailId);
    await markLetterStarted(db, emailId);
    expect(await findUnfinishedLetters(db)).toContain(emailId);

    const content = await contentOf(emailId);
    expect(content).toMatchObject({ kind: 'invitation_to_member', invitationId: id, role: 'clerk' });
    if (content === undefined) return;
    const composed = composeEmail(
      content,
      createLinks('https://aiuto.example', { invitation: secretOf, contacts: secretOf }),
    );
    expect(composed.to).toEqual({ name: 'Nadia Nuova', address: email });
    expect(composed.text).toContain(`https://aiuto.example/entra/invito?chiave=${secret}`);
    expect(composed.text).toContain('addetto allo sportello');
    expect(composed.text).toContain('Anna Operatrice');
    expect(await listOpenInvitations(db, comune.id)).toContainEqual(
      expect.objectContaining({ id, email, emailState: 'sending', expired: false }),
    );
  });

  it('of one that is over or withdrawn has nothing to say', async () => {
    const [over, withdrawn] = [await invite(), await invite()];
    await expire(over.id);
    await withdrawInvitation(db, comune.id, withdrawn.id);
    for (const { emailId } of [over, withdrawn]) expect(await contentOf(emailId)).toBeUndefined();
  });

  it('is of its kind and no other', async () => {
    const { id } = await invite();
    const twisted = sql`insert into email (municipality_id, kind, subject_id, recipient_id, round, invitation_id,
      message_id) values (${comune.id}, 'approved_to_volunteer', ${id}, ${id}, 0, ${id}, '<x@y>')`;
    await expect(twisted.execute(db)).rejects.toThrow('email_of_');
  });
});

describe('a month after it was over', () => {
  it('it is forgotten with its email', async () => {
    const [old, recent] = [await invite(), await invite()];
    await expire(old.id, '31 days');
    await expire(recent.id, '29 days');
    await clearSpentLinks(db);
    const left = await db.selectFrom('invitation').select('id').where('id', 'in', [old.id, recent.id]).execute();
    expect(left).toEqual([{ id: recent.id }]);
    expect(await db.selectFrom('email').select('id').where('id', '=', old.emailId).execute()).toEqual([]);
  });
});
