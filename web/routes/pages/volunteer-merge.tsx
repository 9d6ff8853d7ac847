import { type Context, Hono } from 'hono';
import { findVolunteer } from '../../../src/db/volunteer-detail.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { mergeDuplicates } from '../../../src/volunteers/merge.ts';
import { volunteerPath } from '../../components/volunteer-filters.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { MergePage, type MergeProblem } from '../../pages/volunteer-duplicates-pages.tsx';
import { WebError } from '../../web-error.ts';
import { readFormBody } from './form-body.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { loadVolunteer } from './volunteer-view.tsx';

/** Two volunteers side by side, and merging them. */
export function createVolunteerMergePages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => await render(c))
    .post('/', ...signedIn, async (c) => {
      const id = c.req.param('id') ?? '';
      const other = c.req.param('other') ?? '';
      const form = await readFormBody(c);
      const first = { id, version: readNumber(form.text('version')) };
      const second = { id: other, version: readNumber(form.text('otherVersion')) };
      const kept = form.text('keep');
      if (kept !== id && kept !== other) throw new WebError('malformed_body');
      const [keep, drop] = kept === id ? [first, second] : [second, first];
      const outcome = await mergeDuplicates(deps.db, c.var.operator, { keep, drop });
      switch (outcome.kind) {
        case 'merged':
          return c.redirect(volunteerPath(c.var.municipality.slug, keep.id, 'merged'), 303);
        case 'stale':
        case 'sending':
          return await render(c, outcome.kind);
        case 'not_found':
          return await leadToWhoIsLeft(c, [keep.id, drop.id]);
      }
    });

  /** Somebody merged them first: the one who is left says so among its events. */
  async function leadToWhoIsLeft(c: Context<OperatorEnv>, ids: string[]): Promise<Response> {
    for (const id of ids) {
      const left = await findVolunteer(deps.db, c.var.municipality.id, id);
      if (left !== undefined) return c.redirect(volunteerPath(c.var.municipality.slug, id, 'already_merged'), 303);
    }
    throw new WebError('not_found');
  }

  async function render(c: Context<OperatorEnv>, problem?: MergeProblem): Promise<Response> {
    const id = c.req.param('id') ?? '';
    const other = c.req.param('other') ?? '';
    if (id === other) throw new WebError('not_found');
    const first = await loadVolunteer(deps, c, id);
    const second = await loadVolunteer(deps, c, other);
    const now = deps.now();
    const page = (
      <MergePage
        municipality={c.var.municipality}
        operator={c.var.operator}
        pair={[first, second]}
        today={dayInItaly(now)}
        {...(problem !== undefined && { problem })}
      />
    );
    return await renderPage(c, page, { status: problem === undefined ? 200 : 409, now });
  }
}

/** A version as the form carries it; what is no number is no version of anybody. */
function readNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : -1;
}
