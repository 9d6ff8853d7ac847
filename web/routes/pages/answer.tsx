import { Hono } from 'hono';
import { findRequestForCitizen } from '../../../src/db/citizen-request.ts';
import { answerInformation } from '../../../src/db/information-requests.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { isUuid } from '../../../src/domain/identity.ts';
import { informationAnswer } from '../../../src/domain/information.ts';
import { loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { hideAddress } from '../../middleware/hide-address.ts';
import { AnswerPage } from '../../pages/answer-page.tsx';
import { ownLinks } from '../../pages/own-data-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { readFormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';
import { toFieldErrors } from './request-values.ts';

/** The citizen's answers to what an operator asked, from their request's page; for who has the whole link. */
export function createAnswerPages(deps: WebDependencies) {
  return new Hono<WebEnv>().post('/', loadMunicipality(deps), hideAddress, async (c) => {
    const { municipality } = c.var;
    const secret = c.req.query('chiave') ?? '';
    const request = await findRequestForCitizen(deps.db, municipality.id, c.req.param('reference') ?? '', secret);
    if (request === undefined) throw new DomainError('request_not_found');
    const links = ownLinks(municipality.slug, request.reference, secret);
    const form = await readFormBody(c);
    const [id, typed] = [form.text('question'), form.text('answer')];
    const parsed = informationAnswer.safeParse({ answer: typed });
    const fields = { order: ['answer'], lists: [] };
    const errors = tellByField(textsOf(c), parsed.error ? toFieldErrors(parsed.error) : [], fields, form);
    const page = { municipality, request, links };
    const isKnown = request.information.some((one) => one.id === id);
    if (isKnown && (!parsed.success || errors.length > 0)) {
      const refused = <AnswerPage {...page} typed={{ id, answer: typed, errors }} />;
      return renderPage(c, refused, { status: 422, now: deps.now() });
    }
    const answer = parsed.data?.answer;
    const outcome =
      answer === undefined || !isUuid(id)
        ? 'too_late'
        : await answerInformation(deps.db, municipality.id, { requestId: request.id, informationId: id, answer });
    if (outcome === 'answered') return c.redirect(links.status, 303);
    return renderPage(c, <AnswerPage {...page} />, { status: 409, now: deps.now() });
  });
}
