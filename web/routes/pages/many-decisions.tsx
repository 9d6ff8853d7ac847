import { type Context, Hono } from 'hono';
import { listChosen } from '../../../src/db/chosen-requests.ts';
import { listHeldBy } from '../../../src/db/undo.ts';
import { type Discard, discard } from '../../../src/domain/decision.ts';
import { isUuid } from '../../../src/domain/identity.ts';
import { decideMany, type ManyAnswer, mostAtOnce, type Seen } from '../../../src/requests/decide-many.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { tablePath } from '../../components/table-address.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { ConfirmManyPage, type ManyKind, ManyOutcomePage } from '../../pages/many-decisions-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { type FormBody, readFormBody } from './form-body.ts';
import { nonBlank, toFieldErrors, toFormErrors } from './request-values.ts';
import { tableOf } from './request-view.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

/**
 * One decision of the requests that were ticked in the table. The first POST only shows them, with their texts, since
 * what goes out can't be taken back and the table shows no text; the second decides.
 */
export function createManyDecisionPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .post('/', ...signedIn, async (c) => {
      const form = await readFormBody(c);
      return await confirm(c, readKind(form), readIds(form.texts('id')), { reason: '', note: '', errors: [] });
    })
    .post('/conferma', ...signedIn, async (c) => {
      const form = await readFormBody(c);
      const seen = readSeen(form.texts('seen'));
      const kind = readKind(form);
      if (kind === 'dispatch') return await carryOut(c, seen, { kind });
      const typed = { reason: form.text('reason'), note: form.text('note') };
      const parsed = discard.safeParse({ reason: typed.reason, note: nonBlank(typed.note) });
      const errors = toFormErrors(textsOf(c), parsed.error ? toFieldErrors(parsed.error) : [], form);
      const ids = seen.map(({ id }) => id);
      if (!parsed.success || errors.length > 0) return await confirm(c, kind, ids, { ...typed, errors }, 422);
      return await carryOut(c, seen, { kind, ...parsed.data });
    });

  async function confirm(
    c: Context<OperatorEnv>,
    kind: ManyKind,
    ids: string[],
    typed: { reason: string; note: string; errors: FormErrors },
    status: 200 | 422 = 200,
  ): Promise<Response> {
    const { municipality, operator } = c.var;
    const table = tableOf(c);
    const chosen = await listChosen(deps.db, municipality.id, ids);
    if (chosen.length === 0) return c.redirect(tablePath(municipality.slug, table, { esito: 'none_selected' }), 303);
    const page = (
      <ConfirmManyPage municipality={municipality} operator={operator} {...{ kind, chosen, table }} {...typed} />
    );
    return renderPage(c, page, { status, now: deps.now() });
  }

  async function carryOut(
    c: Context<OperatorEnv>,
    seen: Seen[],
    choice: { kind: 'dispatch' } | ({ kind: 'discard' } & Discard),
  ): Promise<Response> {
    const { municipality, operator } = c.var;
    const table = tableOf(c);
    const held = { undoForSeconds: municipality.undoSeconds };
    const answers = await decideMany(deps, { operator, seen, choice: { ...choice, ...held } });
    // The table itself says what can be undone yet.
    const areHeld = answers.every(({ answer }) => answer.kind === 'in_progress' && answer.undoUntil !== undefined);
    if (answers.length > 0 && areHeld) return c.redirect(tablePath(municipality.slug, table), 303);
    const code = answers.length === 0 ? 'none_selected' : codeWhereAllWent(choice.kind, answers);
    if (code !== undefined) {
      return c.redirect(tablePath(municipality.slug, table, { esito: code, quante: String(answers.length) }), 303);
    }
    // Sent again, this form gets the same answers: an operator's same choice is the same decision.
    const stillHeld = await listHeldBy(deps.db, operator);
    const page = (
      <ManyOutcomePage municipality={municipality} operator={operator} {...{ answers, table }} held={stillHeld} />
    );
    return renderPage(c, page, { now: deps.now() });
  }
}

function codeWhereAllWent(kind: ManyKind, answers: ManyAnswer[]): string | undefined {
  const wanted = kind === 'dispatch' ? 'dispatched' : 'discarded';
  return answers.every(({ answer }) => answer.kind === wanted) ? `many_${wanted}` : undefined;
}

function readKind(form: FormBody): ManyKind {
  return form.text('decision') === 'dispatch' ? 'dispatch' : 'discard';
}

function readIds(sent: string[]): string[] {
  return [...new Set(sent.filter(isUuid))].slice(0, mostAtOnce);
}

/** `ID:VERSION` of each request, as the page that asks again had them. */
function readSeen(sent: string[]): Seen[] {
  return sent.flatMap((text) => {
    const [id = '', version = ''] = text.split(':');
    const read = /^\d{1,9}$/.test(version) ? Number(version) : undefined;
    return isUuid(id) && read !== undefined ? [{ id, version: read }] : [];
  });
}
