import { askToEnter } from '../../../src/volunteers/ask-to-enter.ts';
import type { TestWeb } from '../../support/web.ts';
import { type Visitor, visitorOf } from './visit.ts';

export const area = '/esempio/volontari/area';
export const entry = '/esempio/volontari/entra';

/** A volunteer of the demonstration Comune. */
export async function pickVolunteer(web: TestWeb, position = 0) {
  return await web.db
    .selectFrom('volunteer')
    .innerJoin('municipality', 'municipality.id', 'volunteer.municipality_id')
    .select(['volunteer.id', 'volunteer.municipality_id as municipalityId', 'given_name', 'family_name', 'email'])
    .where('slug', '=', 'esempio')
    .orderBy('volunteer.id')
    .limit(1)
    .offset(position)
    .executeTakeFirstOrThrow();
}

export type Picked = Awaited<ReturnType<typeof pickVolunteer>>;

/** Asks for a link and reads it where the email will. @returns its secret */
export async function askLink(web: TestWeb, { id, municipalityId, email }: Picked): Promise<string> {
  await askToEnter({ ...web.deps, db: web.db }, { municipalityId, email });
  const { secret } = await web.db
    .selectFrom('volunteer_link')
    .select('secret')
    .where('volunteer_id', '=', id)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  return secret;
}

/** The name and value of the cookie that an answer sets. */
export function cookieOf({ headers }: { headers: Headers }): string {
  return headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}

/** A browser in which the volunteer has entered. */
export async function enterAs(web: TestWeb, volunteer: Picked): Promise<Visitor & { cookie: string }> {
  const entered = await visitorOf(web).send(entry, { chiave: await askLink(web, volunteer) });
  const cookie = cookieOf(entered);
  return { ...visitorOf(web, cookie), cookie };
}
