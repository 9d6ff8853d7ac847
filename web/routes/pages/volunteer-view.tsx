import type { Context } from 'hono';
import { findVolunteer } from '../../../src/db/volunteer-detail.ts';
import { findDuplicates } from '../../../src/db/volunteer-duplicates.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import type { VolunteerDetail } from '../../../src/domain/volunteer-view.ts';
import { readVolunteerFlash } from '../../components/volunteer-flash.tsx';
import type { WebDependencies } from '../../dependencies.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { VolunteerPage, type VolunteerPageProps } from '../../pages/volunteer-page.tsx';
import { WebError } from '../../web-error.ts';
import type { OperatorEnv } from './require-operator-page.ts';

/** @throws WebError not_found, of another Comune's too */
export async function loadVolunteer(
  deps: WebDependencies,
  c: Context<OperatorEnv>,
  id: string = c.req.param('id') ?? '',
): Promise<VolunteerDetail> {
  const volunteer = await findVolunteer(deps.db, c.var.municipality.id, id);
  if (volunteer === undefined) throw new WebError('not_found');
  return volunteer;
}

/** Answers with the page of a volunteer as they are now; `given` is what was refused, and why. */
export async function renderVolunteer(
  deps: WebDependencies,
  c: Context<OperatorEnv>,
  volunteer: VolunteerDetail,
  given: Pick<VolunteerPageProps, 'note' | 'stale'> = {},
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const now = deps.now();
  const { municipality, operator } = c.var;
  const page = (
    <VolunteerPage
      municipality={municipality}
      operator={operator}
      volunteer={volunteer}
      duplicates={await findDuplicates(deps.db, municipality.id, volunteer.id)}
      today={dayInItaly(now)}
      flash={status === 200 ? readVolunteerFlash(c.req.query('esito')) : undefined}
      {...given}
    />
  );
  return await renderPage(c, page, { status, now });
}
