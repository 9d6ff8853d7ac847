import type { Db } from '../db/database.ts';
import { createEntryLink } from '../db/volunteer-entry.ts';
import { queueVolunteerLetter } from '../db/volunteer-letters.ts';
import type { Delivery } from '../requests/delivery.ts';
import { answerSteadily } from './steady-answer.ts';

/**
 * Sends a volunteer the link to their own page, where the Comune has one of this address. The answer is the same, and
 * takes the same, where it has none: whoever asks learns nothing of who volunteers.
 */
export async function askToEnter(
  deps: { db: Db; delivery: Pick<Delivery, 'startLetter'>; config: { mailDomain: string } },
  { municipalityId, email }: { municipalityId: string; email: string },
): Promise<void> {
  const letterId = await answerSteadily(queueLink(deps, municipalityId, email));
  // Not waited for, since only an address that is known has one: what fails here the monitor starts.
  if (letterId !== undefined) void deps.delivery.startLetter(letterId);
}

async function queueLink(
  { db, config }: { db: Db; config: { mailDomain: string } },
  municipalityId: string,
  email: string,
): Promise<string | undefined> {
  return await db.transaction().execute(async (tx) => {
    const link = await createEntryLink(tx, municipalityId, email);
    if (link === undefined) return undefined;
    return await queueVolunteerLetter(tx, {
      kind: 'link_to_volunteer',
      municipalityId,
      ...link,
      mailDomain: config.mailDomain,
    });
  });
}
