import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Invitation } from '../domain/invitation.ts';
import type { Language } from '../domain/language.ts';
import type { EmailState } from '../domain/mail.ts';
import { appendAudit } from './audit-entries.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';
import { lockMunicipality } from './municipalities.ts';
import { forMunicipality } from './municipality-scope.ts';
import { secretShape, type UselessLink } from './volunteer-links.ts';

/** Three days: a weekend passes, and a link that lies in a mailbox does not stay good for long. */
const validHours = 72;

/** An invitation that nobody has accepted or withdrawn. */
export type OpenInvitation = Invitation & {
  id: string;
  expiresAt: Date;
  expired: boolean;
  /** Where its email stands; null once that is forgotten. */
  emailState: EmailState | null;
};

export async function listOpenInvitations(db: Db, municipalityId: string): Promise<OpenInvitation[]> {
  const open = await db
    .selectFrom('invitation')
    .leftJoin('email', 'email.invitation_id', 'invitation.id')
    .select([
      'invitation.id',
      'invitation.name',
      'invitation.email',
      'invitation.role',
      'invitation.expires_at as expiresAt',
      sql<boolean>`invitation.expires_at <= now()`.as('expired'),
      'email.state as emailState',
    ])
    .where('invitation.municipality_id', '=', municipalityId)
    .where('invitation.used_at', 'is', null)
    .where('invitation.withdrawn_at', 'is', null)
    .orderBy('invitation.created_at')
    .execute();
  disclose('list', 'invitation', open);
  return open;
}

export type NewInvitation = Invitation & {
  municipalityId: string;
  /** The administrator's id as an operator; null where who administers the installation invites. */
  invitedBy: string | null;
  /** In which it is written, and the person from then on, until they choose another; Italian where it is not said. */
  language?: Language | undefined;
};

/**
 * Stores an invitation in the caller's transaction; an earlier one to the same address no longer opens anything.
 * @returns its id; or that the address belongs to somebody who works for the Comune already
 */
export async function createInvitation(
  tx: Db,
  { municipalityId, invitedBy, language, name, email, role }: NewInvitation,
  secretOf: (invitationId: string) => string,
): Promise<{ kind: 'created'; id: string } | { kind: 'already_member' }> {
  // One at a time: two invitations to one address at once would both find none before them.
  await lockMunicipality(tx, municipalityId);
  const member = await tx
    .selectFrom('operator')
    .select('id')
    .where('municipality_id', '=', municipalityId)
    .where(sql<string>`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst();
  if (member !== undefined) return { kind: 'already_member' };
  await tx
    .updateTable('invitation')
    .set({ withdrawn_at: sql<Date>`now()` })
    .where('municipality_id', '=', municipalityId)
    .where(sql<string>`lower(email)`, '=', email.toLowerCase())
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .execute();
  const id = randomUUID();
  await tx
    .insertInto('invitation')
    .values({
      id,
      municipality_id: municipalityId,
      email,
      name,
      role,
      language,
      secret_hash: hashOf(secretOf(id)),
      invited_by: invitedBy,
      expires_at: sql<Date>`now() + make_interval(hours => ${sql.lit(validHours)})`,
    })
    .execute();
  await appendAudit(tx, municipalityId, { action: 'create', of: { kind: 'invitation', ids: [id] } });
  return { kind: 'created', id };
}

/** @returns who was invited, for the page that says so; undefined where there is no such invitation any more */
export async function withdrawInvitation(db: Db, municipalityId: string, id: string): Promise<Invitation | undefined> {
  return await db.transaction().execute(async (tx) => {
    const withdrawn = await tx
      .updateTable('invitation')
      .set({ withdrawn_at: sql<Date>`now()` })
      .where('municipality_id', '=', municipalityId)
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .where('withdrawn_at', 'is', null)
      .returning(['name', 'email', 'role'])
      .executeTakeFirst();
    if (withdrawn !== undefined) {
      await appendAudit(tx, municipalityId, { action: 'correct', of: { kind: 'invitation', ids: [id] } });
    }
    return withdrawn;
  });
}

/** What an invitation's page shows, to whoever has its link. */
export type FollowedInvitation = Invitation & { municipality: { id: string; slug: string; name: string } };

/** What a link opens; nothing is changed by asking. One that was withdrawn says what an expired one does. */
export async function findInvitation(
  db: Db,
  secret: string,
): Promise<{ kind: 'valid'; invitation: FollowedInvitation } | { kind: UselessLink }> {
  const found = await forMunicipalityOf(db, secret, async () => await selectInvitation(db, secret));
  if (found === undefined) return { kind: 'unknown' };
  const { used_at, over, municipalityId: id, slug, municipalityName, ...invited } = found;
  if (used_at !== null) return { kind: 'used' };
  if (over) return { kind: 'expired' };
  return { kind: 'valid', invitation: { ...invited, municipality: { id, slug, name: municipalityName } } };
}

async function selectInvitation(db: Db, secret: string) {
  return await db
    .selectFrom('invitation')
    .innerJoin('municipality', 'municipality.id', 'invitation.municipality_id')
    .select([
      'invitation.name',
      'invitation.email',
      'invitation.role',
      'municipality.id as municipalityId',
      'municipality.slug',
      'municipality.name as municipalityName',
      'used_at',
      sql<boolean>`withdrawn_at is not null or expires_at <= now()`.as('over'),
    ])
    .where('secret_hash', '=', hashOf(secret))
    .executeTakeFirst();
}

/**
 * Uses an invitation up and lets the person work for the Comune; of two who press at once, one does: the other waits
 * while the account is made, and then finds it used. Who works for it already, under another address, keeps the role
 * they have.
 * @param findUserId whose it becomes; undefined where it should stay as it is after all
 */
export async function acceptInvitation(
  db: Db,
  secret: string,
  findUserId: () => Promise<string | undefined>,
): Promise<'accepted' | 'refused' | 'useless'> {
  const accept = () => db.transaction().execute(async (tx) => await acceptIn(tx, secret, findUserId));
  return (await forMunicipalityOf(db, secret, accept)) ?? 'useless';
}

async function acceptIn(tx: Db, secret: string, findUserId: () => Promise<string | undefined>) {
  const invited = await tx
    .selectFrom('invitation')
    .select(['id', 'municipality_id', 'name', 'email', 'role', 'language'])
    .where('secret_hash', '=', hashOf(secret))
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .forUpdate()
    .executeTakeFirst();
  if (invited === undefined) return 'useless';
  const userId = await findUserId();
  if (userId === undefined) return 'refused';
  const { id, ...member } = invited;
  await tx.updateTable('invitation').set({ used_at: sql<Date>`now()` }).where('id', '=', id).execute();
  await tx
    .insertInto('operator')
    .values({ ...member, user_id: userId })
    .onConflict((conflict) => conflict.columns(['municipality_id', 'user_id']).doNothing())
    .execute();
  const accepted = { kind: 'invitation', ids: [id] } as const;
  await appendAudit(tx, invited.municipality_id, { action: 'create', of: accepted });
  return 'accepted';
}

/** The link does not say for which Comune it is; its secret does. */
async function forMunicipalityOf<T>(db: Db, secret: string, work: () => Promise<T>): Promise<T | undefined> {
  if (!secretShape.test(secret)) return undefined;
  const { rows } = await sql<{ id: string }>`
    select id from municipality_of_invitation(${hashOf(secret)}) found (id)`.execute(db);
  const [found] = rows;
  return found === undefined ? undefined : await forMunicipality(found.id, work);
}

/** Looked for by its hash, a secret is compared in constant time as far as anybody outside can tell. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
