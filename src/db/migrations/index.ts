import type { Migration } from 'kysely/migration';
import * as signIn from './20261123-1-sign-in.ts';
import * as municipalities from './20261123-2-municipalities.ts';
import * as helpRequests from './20261123-3-help-requests.ts';
import * as notifications from './20261123-4-notifications.ts';
import * as volunteers from './20261124-1-volunteers.ts';
import * as candidates from './20261124-2-candidates.ts';
import * as explainedChoices from './20261124-2-explained-choices.ts';
import * as registration from './20261124-3-registration.ts';
import * as volunteerPages from './20261124-5-volunteer-pages.ts';
import * as volunteerImports from './20261124-6-volunteer-imports.ts';
import * as settings from './20261124-7-settings.ts';
import * as choicesOnTheTimeline from './20261124-9-choices-on-the-timeline.ts';
import * as bitmaps from './20261125-1-bitmaps.ts';
import * as signatures from './20261125-1-signatures.ts';
import * as countedTables from './20261125-2-counted-tables.ts';
import * as importSpeed from './20261125-3-import-speed.ts';
import * as offersCountedOnce from './20261128-1-offers-counted-once.ts';
import * as roles from './20261128-2-roles.ts';
import * as strongSignIn from './20261128-5-strong-sign-in.ts';
import * as secondFactorRequired from './20261128-6-second-factor-required.ts';
import * as importedOneByOne from './20261128-8-imported-one-by-one.ts';
import * as isolation from './20261128-9-isolation.ts';
import * as waysToMembers from './20261128-9-ways-to-members.ts';
import * as policiesAskOnce from './20261129-0-policies-ask-once.ts';
import * as retention from './20261129-1-retention.ts';
import * as waysToRetention from './20261129-1-ways-to-retention.ts';
import * as apiKeys from './20261129-2-api-keys.ts';
import * as identityProvider from './20261129-4-identity-provider.ts';
import * as contactsOnAPage from './20261129-5-contacts-on-a-page.ts';
import * as comuniFoundedOnAPage from './20261129-6-comuni-founded-on-a-page.ts';
import * as auditTrail from './20261129-7-audit-trail.ts';
import * as dailyCounts from './20261130-1-daily-counts.ts';
import * as testEmails from './20261130-2-test-emails.ts';
import * as zoneShapes from './20261130-3-zone-shapes.ts';
import * as municipalityPage from './20261130-4-municipality-page.ts';
import * as live from './20261201-1-live.ts';
import * as undo from './20261201-2-undo.ts';
import * as withdrawal from './20261201-3-withdrawal.ts';
import * as missingInformation from './20261201-4-missing-information.ts';
import * as languages from './20261201-5-languages.ts';
import * as tableFilters from './20261201-6-table-filters.ts';
import * as duplicates from './20261201-7-duplicates.ts';
import * as portalLinks from './20261201-9-portal-links.ts';
import * as rating from './20261201-9-rating.ts';

/** Every migration by its name, forward only; a released one is never edited. */
export const migrations: Record<string, Migration> = {
  '20261123-1-sign-in': signIn,
  '20261123-2-municipalities': municipalities,
  '20261123-3-help-requests': helpRequests,
  '20261123-4-notifications': notifications,
  '20261124-1-volunteers': volunteers,
  '20261124-2-candidates': candidates,
  '20261124-2-explained-choices': explainedChoices,
  '20261124-3-registration': registration,
  '20261124-5-volunteer-pages': volunteerPages,
  '20261124-6-volunteer-imports': volunteerImports,
  '20261124-7-settings': settings,
  '20261124-9-choices-on-the-timeline': choicesOnTheTimeline,
  '20261125-1-bitmaps': bitmaps,
  '20261125-1-signatures': signatures,
  '20261125-2-counted-tables': countedTables,
  '20261125-3-import-speed': importSpeed,
  '20261128-1-offers-counted-once': offersCountedOnce,
  '20261128-2-roles': roles,
  '20261128-5-strong-sign-in': strongSignIn,
  '20261128-6-second-factor-required': secondFactorRequired,
  '20261128-8-imported-one-by-one': importedOneByOne,
  '20261128-9-isolation': isolation,
  '20261128-9-ways-to-members': waysToMembers,
  '20261129-0-policies-ask-once': policiesAskOnce,
  '20261129-1-retention': retention,
  '20261129-1-ways-to-retention': waysToRetention,
  '20261129-2-api-keys': apiKeys,
  '20261129-4-identity-provider': identityProvider,
  '20261129-5-contacts-on-a-page': contactsOnAPage,
  '20261129-6-comuni-founded-on-a-page': comuniFoundedOnAPage,
  '20261129-7-audit-trail': auditTrail,
  '20261130-1-daily-counts': dailyCounts,
  '20261130-2-test-emails': testEmails,
  '20261130-3-zone-shapes': zoneShapes,
  '20261130-4-municipality-page': municipalityPage,
  '20261201-1-live': live,
  '20261201-2-undo': undo,
  '20261201-3-withdrawal': withdrawal,
  '20261201-4-missing-information': missingInformation,
  '20261201-5-languages': languages,
  '20261201-6-table-filters': tableFilters,
  '20261201-7-duplicates': duplicates,
  '20261201-9-portal-links': portalLinks,
  '20261201-9-rating': rating,
};
