import { Hono } from 'hono';
import type { WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { createAnswerPages } from './answer.tsx';
import { createApiKeyPages } from './api-keys.tsx';
import { createAskInformationPages } from './ask-information.tsx';
import { createChoicePages } from './choices.tsx';
import { createConsolePages } from './console.tsx';
import { createConsoleRequestPages } from './console-request.tsx';
import { createContactPages } from './contacts.tsx';
import { createDecisionPages } from './decisions.tsx';
import { createErasePages, createErasureListPages } from './erasures.tsx';
import { createFirstStepsPages } from './first-steps.tsx';
import { createInstallationPages } from './installation.tsx';
import { createInvitationPages } from './invitation.tsx';
import { createLiveRoutes } from './live.ts';
import { createLogoRoutes } from './logo.ts';
import { createManyDecisionPages } from './many-decisions.tsx';
import { createMapPages } from './map.tsx';
import { createMemberPages } from './member.tsx';
import { createMunicipalityPages } from './municipality.tsx';
import { createNewMunicipalityPages } from './new-municipality.tsx';
import { createOwnDataPages } from './own-data.tsx';
import { createPeoplePages } from './people.tsx';
import { createPortalPages } from './portal.tsx';
import { createProfilePages } from './profile.tsx';
import { createRegistrationRating, createRequestRating } from './rating.tsx';
import { createReadOnlyPages } from './read-only.tsx';
import { createRequestFormPages } from './request-form.tsx';
import { createRequestStatusPages } from './request-status.tsx';
import { createSecondFactorPages } from './second-factor.tsx';
import { createAccessSettingsPages } from './settings-access.tsx';
import { createAuditSettingsPages } from './settings-audit.tsx';
import { createContactSettingsPages } from './settings-contacts.tsx';
import { createSettingsEntryPages } from './settings-entry.tsx';
import { createSettingsListPages } from './settings-lists.tsx';
import { createMunicipalitySettingsPages } from './settings-municipality.tsx';
import { createRetentionSettingsPages } from './settings-retention.tsx';
import { createSelectionSettingsPages } from './settings-selection.tsx';
import { createSignInPages } from './sign-in.tsx';
import { createSignInCodePages } from './sign-in-code.tsx';
import { createProviderPages } from './sign-in-provider.tsx';
import { createStartPages } from './start.tsx';
import { createStatisticsPages } from './statistics.tsx';
import { createVolunteerPages } from './volunteer.tsx';
import { createVolunteerAreaPages } from './volunteer-area.tsx';
import { createVolunteerEntryPages } from './volunteer-entry.tsx';
import { createVolunteerExport } from './volunteer-export.ts';
import { createVolunteerFormPages } from './volunteer-form.tsx';
import { createVolunteerImportPages } from './volunteer-import.tsx';
import { createVolunteerMergePages } from './volunteer-merge.tsx';
import { createVolunteerRegistrationPages } from './volunteer-registration.tsx';
import { createVolunteersPages } from './volunteers.tsx';
import { createWithdrawPages } from './withdraw.tsx';
import { createWithdrawalPages } from './withdrawal.ts';

/** All pages for people; `/entra` and `/esci` stand before the Comuni, whose slugs would match them. */
export function createPages(deps: WebDependencies) {
  return (
    new Hono<WebEnv>()
      .route('/', createStartPages(deps))
      .route('/', createSignInPages(deps))
      .route('/', createProviderPages(deps))
      .route('/entra/codice', createSignInCodePages(deps))
      .route('/entra/profilo', createProfilePages(deps))
      .route('/entra/profilo/verifica', createSecondFactorPages(deps))
      .route('/', createInvitationPages(deps))
      .route('/entra/comuni', createInstallationPages(deps))
      .route('/entra/comuni/nuovo', createNewMunicipalityPages(deps))
      .route('/:comune', createMunicipalityPages(deps))
      .route('/:comune/stemma', createLogoRoutes(deps))
      .route('/:comune/richiesta', createRequestFormPages(deps))
      .route('/:comune/richiesta/:reference', createRequestStatusPages(deps))
      .route('/:comune/richiesta/:reference', createOwnDataPages(deps))
      .route('/:comune/richiesta/:reference/valutazione', createRequestRating(deps))
      .route('/:comune/richiesta/:reference/ritiro', createWithdrawPages(deps))
      .route('/:comune/richiesta/:reference/informazioni', createAnswerPages(deps))
      .route('/:comune/volontari', createVolunteerEntryPages(deps))
      .route('/:comune/volontari/area', createVolunteerAreaPages(deps))
      .route('/:comune/volontari/contatti', createContactPages(deps))
      .route('/:comune/volontari', createVolunteerRegistrationPages(deps))
      .route('/:comune/volontari/valutazione', createRegistrationRating(deps))
      .route('/:comune/console', createConsolePages(deps))
      .route('/:comune/console/decidi', createManyDecisionPages(deps))
      .route('/:comune/console', createLiveRoutes(deps))
      .route('/:comune/console/inserite', createReadOnlyPages(deps, 'entered'))
      .route('/:comune/console/inviate', createReadOnlyPages(deps, 'dispatched'))
      .route('/:comune/console/statistiche', createStatisticsPages(deps))
      // Before one person's page, whose id would match their names.
      .route('/:comune/console/persone', createPeoplePages(deps))
      .route('/:comune/console/persone/:id', createMemberPages(deps))
      .route('/:comune/console/cancellazioni', createErasureListPages(deps))
      .route('/:comune/console/impostazioni', createSelectionSettingsPages(deps))
      // Before the lists, whose name would match them.
      .route('/:comune/console/impostazioni', createRetentionSettingsPages(deps))
      .route('/:comune/console/impostazioni/il-comune', createMunicipalitySettingsPages(deps))
      .route('/:comune/console/impostazioni/contatti', createContactSettingsPages(deps))
      .route('/:comune/console/impostazioni/primi-passi', createFirstStepsPages(deps))
      .route('/:comune/console/impostazioni/mappa', createMapPages(deps))
      .route('/:comune/console/impostazioni/portale', createPortalPages(deps))
      .route('/:comune/console/impostazioni/accesso', createAccessSettingsPages(deps))
      .route('/:comune/console/impostazioni/chiavi', createApiKeyPages(deps))
      .route('/:comune/console/impostazioni/registro', createAuditSettingsPages(deps))
      .route('/:comune/console/impostazioni/:lista', createSettingsListPages(deps))
      .route('/:comune/console/impostazioni/:lista/:voce', createSettingsEntryPages(deps))
      .route('/:comune/console/richieste/:id', createConsoleRequestPages(deps))
      .route('/:comune/console/richieste/:id', createDecisionPages(deps))
      .route('/:comune/console/richieste/:id', createErasePages(deps))
      .route('/:comune/console/richieste/:id/chiedi', createAskInformationPages(deps))
      .route('/:comune/console/richieste/:id/volontari', createChoicePages(deps))
      .route('/:comune/console/richieste/:id/volontari/:volunteer/contatti', createWithdrawalPages(deps))
      // Before one volunteer's page, whose id would match their names.
      .route('/:comune/console/volontari/esporta.csv', createVolunteerExport(deps))
      .route('/:comune/console/volontari/importa', createVolunteerImportPages(deps))
      .route('/:comune/console/volontari', createVolunteersPages(deps))
      .route('/:comune/console/volontari', createVolunteerFormPages(deps))
      .route('/:comune/console/volontari/:id', createVolunteerPages(deps))
      .route('/:comune/console/volontari/:id/unisci/:other', createVolunteerMergePages(deps))
  );
}
