import { Hono } from 'hono';
import type { WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { createConsolePages } from './console.tsx';
import { createConsoleRequestPages } from './console-request.tsx';
import { createDecisionPages } from './decisions.tsx';
import { createMunicipalityPages } from './municipality.tsx';
import { createRequestFormPages } from './request-form.tsx';
import { createRequestStatusPages } from './request-status.tsx';
import { createSignInPages } from './sign-in.tsx';
import { createStartPages } from './start.tsx';
import { createVolunteerExport } from './volunteer-export.ts';
import { createVolunteerImportPages } from './volunteer-import.tsx';

/** All pages for people; `/entra` and `/esci` stand before the Comuni, whose slugs would match them. */
export function createPages(deps: WebDependencies) {
  return new Hono<WebEnv>()
    .route('/', createStartPages(deps))
    .route('/', createSignInPages(deps))
    .route('/:comune', createMunicipalityPages(deps))
    .route('/:comune/richiesta', createRequestFormPages(deps))
    .route('/:comune/richiesta/:reference', createRequestStatusPages(deps))
    .route('/:comune/console', createConsolePages(deps))
    .route('/:comune/console/volontari/esporta.csv', createVolunteerExport(deps))
    .route('/:comune/console/volontari/importa', createVolunteerImportPages(deps))
    .route('/:comune/console/richieste/:id', createConsoleRequestPages(deps))
    .route('/:comune/console/richieste/:id', createDecisionPages(deps));
}
