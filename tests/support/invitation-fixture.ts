import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { forMunicipality } from '../../src/db/municipality-scope.ts';
import type { Role } from '../../src/domain/role.ts';
import { inviteMember } from '../../src/members/invite.ts';
import type { TestWeb } from './web.ts';

/** Invites somebody to the Comune «esempio». @returns what the email's link carries */
export async function inviteSomebody(web: TestWeb, email = `${randomUUID()}@comune.example`, role: Role = 'clerk') {
  const { id: municipalityId } = await web.db
    .selectFrom('municipality')
    .select('id')
    .where('slug', '=', 'esempio')
    .executeTakeFirstOrThrow();
  const invitation = { municipalityId, invitedBy: null, name: 'Nadia Nuova', email, role };
  const outcome = await forMunicipality(municipalityId, () => inviteMember(web.deps, invitation));
  expect(outcome).toBe('invited');
  const { id } = await web.db
    .selectFrom('invitation')
    .select('id')
    .where('email', '=', email)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirstOrThrow();
  const chiave = web.deps.invitationSecret(id);
  return { id, email, chiave, link: `/entra/invito?chiave=${chiave}` };
}
