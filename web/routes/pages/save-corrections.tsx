import type { Context } from 'hono';
import { withOwn } from '../../../src/domain/comune-lists.ts';
import { correction } from '../../../src/domain/correction.ts';
import type { HelpRequestDetail } from '../../../src/domain/help-request.ts';
import { correctRequest } from '../../../src/requests/correct.ts';
import { listDayParts } from '../../components/request-form-words.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { findUnsaved, keepChanges, listSince, readVersion, storedValues, toCorrection } from './correction-values.ts';
import type { FormBody } from './form-body.ts';
import { readRequestValues, toFieldErrors, toFormErrors } from './request-values.ts';
import { loadRequest, renderRequest } from './request-view.tsx';
import type { OperatorEnv } from './require-operator-page.ts';
import { readRequirementValues, storedRequirements } from './requirement-values.ts';

export type Saved =
  /** `version` is the request's now. */
  | { kind: 'corrected' | 'unchanged'; version: number }
  | { kind: 'not_editable' }
  /** Nothing was saved; the answer is the page with what was typed and why it was refused. */
  | { kind: 'refused'; answer: Response };

/**
 * Saves what the form of a request's page holds, if anything in it is new. A form made of an older version is refused
 * even then: what the operator looked at is no longer what there is.
 */
export async function saveCorrections(
  deps: WebDependencies,
  c: Context<OperatorEnv>,
  form: FormBody,
  request: HelpRequestDetail,
): Promise<Saved> {
  if (request.status !== 'awaiting_operator') return { kind: 'not_editable' };
  const t = textsOf(c);
  const requirements = form.has('withRequirements') ? readRequirementValues(form) : storedRequirements(request);
  const typed = { values: readRequestValues(form), requirements };
  if (readVersion(form) !== request.version) return await refuseStale();

  const parsed = correction.safeParse(toCorrection(form));
  const errors = toFormErrors(t, parsed.error ? toFieldErrors(parsed.error) : [], form);
  if (!parsed.success || errors.length > 0) return await refuse(request, { errors }, 422);

  const changes = keepChanges(parsed.data, request);
  if (changes === undefined) return { kind: 'unchanged', version: request.version };
  const { municipality, operator } = c.var;
  const outcome = await correctRequest(deps, { municipality, operator, requestId: request.id, correction: changes });
  switch (outcome.kind) {
    case 'corrected':
      return { kind: 'corrected', version: request.version + 1 };
    case 'not_editable':
      return { kind: 'not_editable' };
    case 'stale':
      return await refuseStale();
    case 'invalid':
      return await refuse(request, { errors: toFormErrors(t, outcome.errors) }, 422);
  }

  /** The fields show what a colleague saved, so that pressing again can't undo it; what was typed stands beside it. */
  async function refuseStale(): Promise<Saved> {
    const current = await loadRequest(deps, c);
    const lists = { ...withOwn(c.var.municipality, current), dayParts: listDayParts(t) };
    const unsaved = findUnsaved(typed.values, storedValues(current), lists);
    const since = listSince(form, current);
    return { kind: 'refused', answer: await renderRequest(deps, c, current, { stale: true, since, unsaved }, 409) };
  }

  async function refuse(
    shown: HelpRequestDetail,
    why: { errors: ReturnType<typeof toFormErrors> },
    status: 422,
  ): Promise<Saved> {
    return { kind: 'refused', answer: await renderRequest(deps, c, shown, { typed, ...why }, status) };
  }
}
