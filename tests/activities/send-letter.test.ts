import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { queueVolunteerLetter } from '../../src/db/volunteer-letters.ts';
import { type MailRoom, openMailRoom } from '../support/mail-room.ts';
import { addLink, queueLink } from '../support/volunteer-fixture.ts';

let room: MailRoom;
let of: { municipalityId: string; volunteerId: string };
beforeAll(async () => {
  room = await openMailRoom();
});
afterAll(() => room.close());
beforeEach(async () => {
  room.smtp.reset();
  const { db, municipality } = room.office;
  const { id } = await db
    .insertInto('volunteer')
    .values({
      municipality_id: municipality.id,
      given_name: 'Vanda',
      family_name: 'Canarina',
      email: `vanda-${crypto.randomUUID()}@volontari.example`,
      telephone: '+393330000002',
      confirmed_at: new Date(),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  of = { municipalityId: municipality.id, volunteerId: id };
});

const mailDomain = 'comune.example';

async function queueConfirm(holds?: string) {
  const link = await addLink(room.office.db, of, { purpose: 'confirm', ...(holds === undefined ? {} : { holds }) });
  const letter = { ...of, kind: 'confirm_to_volunteer', linkId: link.linkId, mailDomain } as const;
  return { ...link, emailId: await queueVolunteerLetter(room.office.db, letter) };
}

async function queueApproved() {
  const { id } = await room.office.db
    .insertInto('volunteer_event')
    .values({
      municipality_id: of.municipalityId,
      volunteer_id: of.volunteerId,
      event: 'approved',
      note: 'Solo ufficio',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const letter = { ...of, kind: 'approved_to_volunteer', eventId: id, mailDomain } as const;
  return await queueVolunteerLetter(room.office.db, letter);
}

test('the letter to confirm carries its link and nothing that was typed, and goes once', async () => {
  const { emailId, secret } = await queueConfirm();
  expect(await room.attempt(emailId)).toBe('accepted');
  expect(await room.attempt(emailId)).toBe('accepted');
  expect(room.smtp.received).toHaveLength(1);
  const text = room.smtp.received[0]?.mail.text ?? '';
  expect(text).toContain(`/${room.office.municipality.slug}/volontari/conferma?chiave=${secret}`);
  expect(text + (room.smtp.received[0]?.mail.html || '')).not.toMatch(/Vanda|Canarina/);
});

test('what was decided is told by name, without the note of the office', async () => {
  expect(await room.attempt(await queueApproved())).toBe('accepted');
  const { text } = room.smtp.received[0]?.mail ?? {};
  expect(text).toContain('Vanda Canarina');
  expect(text).not.toContain('Solo ufficio');
});

test('a letter that is put off waits, and one that is refused has failed, with no request to follow', async () => {
  const emailId = await queueApproved();
  room.smtp.addRule({ at: 'rcpt', do: 450, times: 1 });
  expect(await room.attempt(emailId)).toBe('not_now');
  expect(await room.emailOf(emailId)).toMatchObject({ state: 'queued', last_reply: 450 });
  room.smtp.addRule({ at: 'rcpt', do: 550, times: 1 });
  expect(await room.attempt(emailId)).toBe('failed');
  expect(await room.emailOf(emailId)).toMatchObject({ state: 'failed', last_reply: 550 });
});

test('nothing goes out where the link is over or used, the address bounced, or the volunteer is gone', async () => {
  const { db } = room.office;
  const over = (await queueConfirm('-1 hour')).emailId;
  const used = await queueConfirm();
  await sql`update volunteer_link set used_at = now() where id = ${used.linkId}`.execute(db);
  for (const emailId of [over, used.emailId]) {
    expect(await room.attempt(emailId)).toBe('failed');
    expect(await room.emailOf(emailId)).toMatchObject({ state: 'failed' });
  }
  const bounced = await queueLink(db, of);
  await sql`update volunteer set email_invalid_at = now() where id = ${of.volunteerId}`.execute(db);
  expect(await room.attempt(bounced)).toBe('failed');
  const gone = await queueLink(db, of);
  await db.deleteFrom('volunteer').where('id', '=', of.volunteerId).execute();
  expect(await room.attempt(gone)).toBe('failed');
  expect(room.smtp.received).toEqual([]);
});
