import { type Context, Hono } from 'hono';
import { findRequestForCitizen } from '../../../src/db/citizen-request.ts';
import { addRating, rateRequest } from '../../../src/db/ratings.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { type Rating, ratingForm } from '../../../src/domain/rating.ts';
import { clientAddress } from '../../client-address.ts';
import type { RatingValues } from '../../components/rating-form.tsx';
import { loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { hideAddress } from '../../middleware/hide-address.ts';
import { ownLinks } from '../../pages/own-data-pages.tsx';
import { RatingPage } from '../../pages/rating-page.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { readFormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';
import { toFieldErrors } from './request-values.ts';

/** The rating of who asked for help: once a request, for who has its whole link. */
export function createRequestRating(deps: WebDependencies) {
  return new Hono<WebEnv>().post('/', loadMunicipality(deps), hideAddress, async (c) => {
    const { id, slug } = c.var.municipality;
    const secret = c.req.query('chiave') ?? '';
    const request = await findRequestForCitizen(deps.db, id, c.req.param('reference') ?? '', secret);
    if (request === undefined) throw new DomainError('request_not_found');
    const links = ownLinks(slug, request.reference, secret);
    return await takeRating(deps, c, links.rating, async (rating) => {
      await rateRequest(deps.db, id, request.id, rating);
      return c.redirect(`${links.status}#valutazione`, 303);
    });
  });
}

/** The rating of who registered as a volunteer; who it is is not asked, so it is limited by address. */
export function createRegistrationRating(deps: WebDependencies) {
  return new Hono<WebEnv>().post('/', loadMunicipality(deps), async (c) => {
    const { id, slug } = c.var.municipality;
    const action = `/${slug}/volontari/valutazione`;
    return await takeRating(deps, c, action, async (rating, refuse) => {
      const allowance = await deps.ratingLimit({ address: clientAddress(c, deps.config.trustedProxies) });
      if (!allowance.allowed) return await refuse(allowance.retryAfterSeconds);
      await addRating(deps.db, id, 'registration', rating);
      return c.redirect(`/${slug}/volontari/confermata?esito=valutata#valutazione`, 303);
    });
  });
}

/** In the form's order. */
const ratingFields = ['stars', 'liked', 'hard', 'comment'];

type Take = (
  rating: Rating,
  refuse: (retryAfterSeconds: number) => Response | Promise<Response>,
) => Response | Promise<Response>;

/** Reads the form and hands on what is right; what is wrong is shown again. */
async function takeRating(deps: WebDependencies, c: Context<WebEnv>, action: string, take: Take): Promise<Response> {
  const form = await readFormBody(c);
  const values: RatingValues = {
    stars: form.text('stars'),
    liked: form.text('liked'),
    hard: form.text('hard'),
    comment: form.text('comment'),
  };
  const page = { municipality: c.var.municipality, action, values, errors: [] };
  const parsed = ratingForm.safeParse(values);
  if (!parsed.success) {
    const errors = tellByField(textsOf(c), toFieldErrors(parsed.error), { order: ratingFields, lists: [] }, form);
    return await renderPage(c, <RatingPage {...page} errors={errors} />, { status: 422, now: deps.now() });
  }
  return await take(parsed.data, (retryAfterSeconds) => {
    c.header('Retry-After', String(retryAfterSeconds));
    const refused = <RatingPage {...page} retryAfterSeconds={retryAfterSeconds} />;
    return renderPage(c, refused, { status: 429, now: deps.now() });
  });
}
