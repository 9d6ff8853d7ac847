import { sql } from 'kysely';
import { isUuid } from '../domain/identity.ts';
import type { Role } from '../domain/role.ts';
import { appendAudit } from './audit-entries.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';
import { lockMunicipality } from './municipalities.ts';

/** Somebody who works or worked for a Comune, as its administrators see them. */
export type Member = { id: string; name: string; email: string; role: Role; disabledAt: Date | null };

const memberColumns = ['id', 'name', 'email', 'role', 'disabled_at as disabledAt'] as const;

/** Those who are let in first, each by name. */
export async function listMembers(db: Db, municipalityId: string): Promise<Member[]> {
  const members = await db
    .selectFrom('operator')
    .select(memberColumns)
    .where('municipality_id', '=', municipalityId)
    .orderBy(sql`disabled_at is not null`)
    .orderBy('name')
    .orderBy('id')
    .execute();
  disclose('list', 'member', members);
  return members;
}

export async function findMember(db: Db, municipalityId: string, id: string): Promise<Member | undefined> {
  if (!isUuid(id)) return undefined;
  const member = await db
    .selectFrom('operator')
    .select(memberColumns)
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (member !== undefined) disclose('read', 'member', [member]);
  return member;
}

/** `disable` ends nothing but being let in: what they did stays, and `enable` lets them in again. */
export type MemberChange = { kind: 'role'; role: Role } | { kind: 'disable' } | { kind: 'enable' };

export type MemberOutcome = 'changed' | 'unchanged' | 'not_found' | 'last_administrator';

/** Changes what somebody may do. Changes follow one another in a Comune, so that it always keeps an administrator. */
export async function changeMember(
  db: Db,
  { municipalityId, memberId }: { municipalityId: string; memberId: string },
  change: MemberChange,
): Promise<MemberOutcome> {
  return await db.transaction().execute(async (tx) => {
    await lockMunicipality(tx, municipalityId);
    const member = await findMember(tx, municipalityId, memberId);
    if (member === undefined) return 'not_found';
    const after = apply(member, change);
    if (after.role === member.role && after.enabled === (member.disabledAt === null)) return 'unchanged';
    const isAdministrator = member.role === 'administrator' && member.disabledAt === null;
    const stays = after.role === 'administrator' && after.enabled;
    if (isAdministrator && !stays && !(await hasOtherAdministrator(tx, municipalityId, memberId))) {
      return 'last_administrator';
    }
    await tx
      .updateTable('operator')
      .set({ role: after.role, disabled_at: after.enabled ? null : sql<Date>`now()` })
      .where('municipality_id', '=', municipalityId)
      .where('id', '=', memberId)
      .execute();
    await appendAudit(tx, municipalityId, { action: 'correct', of: { kind: 'member', ids: [memberId] } });
    return 'changed';
  });
}

function apply(member: Member, change: MemberChange): { role: Role; enabled: boolean } {
  switch (change.kind) {
    case 'role':
      return { role: change.role, enabled: member.disabledAt === null };
    case 'disable':
      return { role: member.role, enabled: false };
    case 'enable':
      return { role: member.role, enabled: true };
  }
}

async function hasOtherAdministrator(tx: Db, municipalityId: string, memberId: string): Promise<boolean> {
  const other = await tx
    .selectFrom('operator')
    .select('id')
    .where('municipality_id', '=', municipalityId)
    .where('id', '<>', memberId)
    .where('role', '=', 'administrator')
    .where('disabled_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}
