import type { Db } from '../db/database.ts';
import type { Operator } from '../db/operators.ts';
import { type Merge, type MergeOutcome, mergeVolunteers } from '../db/volunteer-merge.ts';
import { usualLanguage } from '../domain/language.ts';
import { textsIn } from '../i18n/i18n.ts';

/**
 * Merges two volunteers, with a note of what it did among the events of the one who stays. The note is stored, for
 * whoever reads it later: it is in the Comune's language.
 */
export async function mergeDuplicates(
  db: Db,
  operator: Operator,
  which: Pick<Merge, 'keep' | 'drop'>,
): Promise<MergeOutcome> {
  const t = textsIn(usualLanguage);
  return await mergeVolunteers(db, operator, {
    ...which,
    describe: ({ givenName, familyName, email }, { offers, doubleOffers, emails, events }) =>
      [
        t('volunteers:merged.who', { name: `${familyName} ${givenName}`, email }),
        t('volunteers:merged.offers', { count: offers }),
        doubleOffers === 0 ? '' : t('volunteers:merged.doubleOffers', { count: doubleOffers }),
        t('volunteers:merged.emails', { count: emails }),
        t('volunteers:merged.events', { count: events }),
        t('volunteers:merged.characteristics'),
      ]
        .filter((line) => line !== '')
        .join('\n'),
  });
}
