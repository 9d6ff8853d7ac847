import { sql } from 'kysely';
import type { Language } from '../domain/language.ts';
import type { Registration } from '../domain/volunteer.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import { storeCharacteristics } from './volunteer-characteristics.ts';
import { createEntryLink, makeSecret } from './volunteer-entry.ts';
import { recordVolunteerEvent } from './volunteer-events.ts';
import { queueVolunteerLetter } from './volunteer-letters.ts';

/** Who registers on a Friday and is away for the weekend, or reads the email once a week, still finds it valid. */
export const confirmDays = 7;

/** A form sent twice, or again after going back, is answered by the email that is on its way; minutes later by another. */
const letterMinutes = 2;

type ToStore = {
  municipalityId: string;
  registration: Registration;
  language?: Language | undefined;
  mailDomain: string;
};

/**
 * Stores a registration that waits for its address to be confirmed. An address that the Comune has already makes no
 * second volunteer: who confirmed it is written to with a link to their page and nothing is changed; who did not gets
 * the data sent last, and another email to confirm.
 * @returns the email to start, if one is due
 */
export async function storeRegistration(db: Db, input: ToStore): Promise<{ emailId: string | undefined }> {
  for (;;) {
    const stored = await db.transaction().execute(async (tx) => {
      const added = await addRegistered(tx, input);
      return added ? { emailId: await writeToConfirm(tx, input, added.id) } : await storeAgain(tx, input);
    });
    // `gone`: erased between the two statements, so the address is free now.
    if (stored !== 'gone') return stored;
  }
}

async function addRegistered(
  tx: Db,
  { municipalityId, registration, language }: ToStore,
): Promise<{ id: string } | undefined> {
  const added = await tx
    .insertInto('volunteer')
    .values({
      municipality_id: municipalityId,
      email: registration.email,
      privacy_notice_read_at: sql<Date>`now()`,
      language,
      ...identityOf(registration),
    })
    .onConflict((conflict) => conflict.expression(sql`municipality_id, lower(email)`).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (added === undefined) return undefined;
  await storeCharacteristics(tx, municipalityId, added.id, registration);
  const about = { municipality_id: municipalityId, volunteer_id: added.id };
  await recordVolunteerEvent(tx, about, { event: 'registered' });
  return added;
}

async function storeAgain(tx: Db, input: ToStore): Promise<{ emailId: string | undefined } | 'gone'> {
  const { municipalityId, registration, language } = input;
  const known = await tx
    .selectFrom('volunteer')
    .select(['id', 'approval', 'confirmed_at', 'email_invalid_at', 'privacy_notice_read_at'])
    .where('municipality_id', '=', municipalityId)
    .where(sql`lower(email)`, '=', registration.email.toLowerCase())
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (known === undefined) return 'gone';
  const { id, confirmed_at, privacy_notice_read_at } = known;
  // Only what came by this form is replaced by it: neither what the Comune wrote itself, nor what it decided upon.
  if (confirmed_at === null && privacy_notice_read_at !== null && known.approval === 'pending') {
    await tx
      .updateTable('volunteer')
      .set({ ...identityOf(registration), language })
      .where('id', '=', id)
      .execute();
    await storeCharacteristics(tx, municipalityId, id, registration);
    await appendAudit(tx, municipalityId, { action: 'correct', of: { kind: 'volunteer', ids: [id] } });
  }
  if (known.email_invalid_at !== null || (await wasJustWrittenTo(tx, id))) return { emailId: undefined };
  return { emailId: await (confirmed_at === null ? writeToConfirm(tx, input, id) : writeToEnter(tx, input)) };
}

function identityOf({ givenName, familyName, telephone, birthDate }: Registration) {
  return { given_name: givenName, family_name: familyName, telephone, birth_date: birthDate };
}

async function wasJustWrittenTo(tx: Db, volunteerId: string): Promise<boolean> {
  const link = await tx
    .selectFrom('volunteer_link')
    .select('id')
    .where('volunteer_id', '=', volunteerId)
    .where('created_at', '>', sql<Date>`now() - make_interval(mins => ${letterMinutes})`)
    .limit(1)
    .executeTakeFirst();
  return link !== undefined;
}

async function writeToConfirm(tx: Db, { municipalityId, mailDomain }: ToStore, volunteerId: string): Promise<string> {
  const { id } = await tx
    .insertInto('volunteer_link')
    .values({
      municipality_id: municipalityId,
      volunteer_id: volunteerId,
      purpose: 'confirm',
      secret: makeSecret(),
      expires_at: sql<Date>`now() + make_interval(days => ${confirmDays})`,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const kind = 'confirm_to_volunteer';
  return await queueVolunteerLetter(tx, { municipalityId, volunteerId, kind, linkId: id, mailDomain });
}

async function writeToEnter(
  tx: Db,
  { municipalityId, registration, mailDomain }: ToStore,
): Promise<string | undefined> {
  const link = await createEntryLink(tx, municipalityId, registration.email);
  const kind = 'link_to_volunteer';
  return link && (await queueVolunteerLetter(tx, { municipalityId, kind, ...link, mailDomain }));
}
