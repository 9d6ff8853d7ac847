import { type Context, Hono } from 'hono';
import { addVolunteerNote, markEmailValid } from '../../../src/db/volunteer-edits.ts';
import { type VolunteerChoice, volunteerChoice, volunteerChoiceKinds } from '../../../src/domain/volunteer-decision.ts';
import { volunteerNote } from '../../../src/domain/volunteer-edit.ts';
import { decideVolunteer } from '../../../src/volunteers/decide.ts';
import { volunteerPath } from '../../components/volunteer-filters.ts';
import type { VolunteerFlashCode } from '../../components/volunteer-flash.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { WebError } from '../../web-error.ts';
import { readVersion } from './correction-values.ts';
import { readFormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';
import { nonBlank, toFieldErrors } from './request-values.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { loadVolunteer, renderVolunteer } from './volunteer-view.tsx';

/** One volunteer: reading, deciding, noting, and calling an address good again. */
export function createVolunteerPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;
  const goBack = (c: Context<OperatorEnv>, id: string, code?: VolunteerFlashCode) =>
    c.redirect(volunteerPath(c.var.municipality.slug, id, code), 303);

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => await renderVolunteer(deps, c, await loadVolunteer(deps, c)))
    .post('/decidi', ...signedIn, async (c) => {
      const volunteer = await loadVolunteer(deps, c);
      const form = await readFormBody(c);
      const text = form.text('decisionNote');
      const kind = volunteerChoiceKinds.find((one) => one === form.text('kind'));
      if (kind === undefined) throw new WebError('malformed_body');
      const note = nonBlank(text);
      const parsed = volunteerChoice.safeParse({
        kind,
        version: readVersion(form) ?? Number.MAX_SAFE_INTEGER,
        ...(note !== undefined && { note }),
      });
      if (!parsed.success) {
        const errors = tellByField(
          textsOf(c),
          toFieldErrors(parsed.error).map((error) => ({ ...error, path: 'decisionNote' })),
          { order: ['decisionNote'], lists: [] },
        );
        return await renderVolunteer(deps, c, volunteer, { note: { form: 'decision', text, errors } }, 422);
      }
      return await answerDecision(c, volunteer.id, parsed.data);
    })
    .post('/note', ...signedIn, async (c) => {
      const volunteer = await loadVolunteer(deps, c);
      const form = await readFormBody(c);
      const text = form.text('note');
      const parsed = volunteerNote.safeParse(text);
      if (!parsed.success) {
        const found = parsed.error.issues.map(({ message }) => ({ path: 'note', message }));
        const errors = tellByField(textsOf(c), found, { order: ['note'], lists: [] }, form);
        return await renderVolunteer(deps, c, volunteer, { note: { form: 'note', text, errors } }, 422);
      }
      const noted = await addVolunteerNote(deps.db, c.var.operator, volunteer.id, parsed.data);
      if (noted.kind === 'not_found') throw new WebError('not_found');
      return goBack(c, volunteer.id, 'noted');
    })
    .post('/email-valida', ...signedIn, async (c) => {
      const { id } = await loadVolunteer(deps, c);
      const marked = await markEmailValid(deps.db, c.var.operator, id);
      switch (marked.kind) {
        case 'not_found':
          throw new WebError('not_found');
        case 'unchanged':
          return goBack(c, id);
        case 'marked':
          return goBack(c, id, 'email_valid');
      }
    });

  async function answerDecision(c: Context<OperatorEnv>, id: string, choice: VolunteerChoice): Promise<Response> {
    const decided = await decideVolunteer(deps, c.var.operator, id, choice);
    switch (decided.kind) {
      case 'not_found':
        throw new WebError('not_found');
      case 'stale': {
        const note = { form: 'decision' as const, text: choice.note ?? '', errors: [] };
        return await renderVolunteer(deps, c, await loadVolunteer(deps, c, id), { stale: true, note }, 409);
      }
      case 'unconfirmed':
        return goBack(c, id, 'unconfirmed');
      case 'already':
        return goBack(c, id, 'already');
      case 'done':
        return goBack(c, id, decided.told ? 'decided_and_told' : 'decided');
    }
  }
}
