import { type Context, Hono } from 'hono';
import { addVolunteerByHand, editVolunteer } from '../../../src/db/volunteer-edits.ts';
import { withHeld } from '../../../src/domain/comune-lists.ts';
import type { FieldError } from '../../../src/domain/errors.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { formatTelephone } from '../../../src/domain/telephone.ts';
import { checkBirthDate, checkCharacteristics } from '../../../src/domain/volunteer.ts';
import { type AddedVolunteer, addedVolunteer } from '../../../src/domain/volunteer-edit.ts';
import type { VolunteerDetail } from '../../../src/domain/volunteer-view.ts';
import { type IdentityValues, identityFields } from '../../components/identity-fields.tsx';
import { volunteerPath } from '../../components/volunteer-filters.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { VolunteerFormPage, type VolunteerFormProps } from '../../pages/volunteer-form-page.tsx';
import { WebError } from '../../web-error.ts';
import {
  emptyCharacteristicValues,
  readCharacteristicValues,
  toCharacteristicErrors,
  toCharacteristics,
  toCharacteristicValues,
} from './characteristic-values.ts';
import { readVersion } from './correction-values.ts';
import { type FormBody, readFormBody } from './form-body.ts';
import { nonBlank, toFieldErrors } from './request-values.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { loadVolunteer } from './volunteer-view.tsx';

const emptyIdentity: IdentityValues = { givenName: '', familyName: '', telephone: '', email: '', birthDate: '' };

/** «Aggiungi un volontario» and «Modifica», by operators. */
export function createVolunteerFormPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/nuovo', ...signedIn, async (c) => {
      const values = { identity: emptyIdentity, characteristics: emptyCharacteristicValues };
      return await render(c, { values, errors: [] });
    })
    .post('/nuovo', ...signedIn, async (c) => {
      const form = await readFormBody(c);
      const { given, errors, values } = judge(c, form);
      if (given === undefined) return await render(c, { values, errors }, 422);
      const outcome = await addVolunteerByHand(deps.db, c.var.operator, given);
      switch (outcome.kind) {
        case 'email_taken':
          return await render(c, { values, errors: tell(c, form, [emailTaken]) }, 422);
        case 'added':
          return c.redirect(volunteerPath(c.var.municipality.slug, outcome.volunteerId, 'added'), 303);
      }
    })
    .get('/:id/modifica', ...signedIn, async (c) => await renderStored(c, await loadToEdit(c)))
    .post('/:id/modifica', ...signedIn, async (c) => {
      const stored = await loadToEdit(c);
      const form = await readFormBody(c);
      const version = readVersion(form);
      if (version !== stored.version) return await renderStored(c, stored, true);
      const { given, errors, values } = judge(c, form);
      const volunteer = toNamed(stored);
      if (given === undefined) return await render(c, { volunteer, values, errors }, 422);
      const outcome = await editVolunteer(deps.db, c.var.operator, stored.id, { ...given, version });
      switch (outcome.kind) {
        case 'not_found':
          throw new WebError('not_found');
        case 'stale':
          return await renderStored(c, await loadToEdit(c), true);
        case 'email_taken':
          return await render(c, { volunteer, values, errors: tell(c, form, [emailTaken]) }, 422);
        case 'edited':
          return c.redirect(volunteerPath(c.var.municipality.slug, stored.id, 'edited'), 303);
      }
    });

  /** What the volunteer has stays in the form, though the Comune may have retired it. */
  async function loadToEdit(c: Context<OperatorEnv>): Promise<VolunteerDetail> {
    const stored = await loadVolunteer(deps, c);
    c.set('municipality', withHeld(c.var.municipality, stored.characteristics));
    return stored;
  }

  /** What the form holds: as it came, and, where nothing is wrong, as it can be stored. */
  function judge(c: Context<OperatorEnv>, form: FormBody) {
    const values = { identity: readIdentity(form), characteristics: readCharacteristicValues(form) };
    const { birthDate, ...identity } = values.identity;
    const parsed = addedVolunteer.safeParse({
      ...identity,
      birthDate: nonBlank(birthDate) ?? null,
      ...toCharacteristics(values.characteristics),
    });
    const found = parsed.success ? check(c, parsed.data) : toFieldErrors(parsed.error);
    const errors = tell(c, form, found);
    const given: AddedVolunteer | undefined = errors.length === 0 ? parsed.data : undefined;
    return { given, errors, values };
  }

  function check(c: Context<OperatorEnv>, given: AddedVolunteer): FieldError[] {
    const today = dayInItaly(deps.now());
    return [
      ...(given.birthDate === null ? [] : checkBirthDate(given.birthDate, today)),
      ...checkCharacteristics(given, c.var.municipality),
    ];
  }

  /** The form with what is stored; after a colleague's change with a word about it. */
  async function renderStored(c: Context<OperatorEnv>, stored: VolunteerDetail, stale = false): Promise<Response> {
    const { givenName, familyName, email, birthDate } = stored;
    const telephone = formatTelephone(stored.telephone);
    const values = {
      identity: { givenName, familyName, telephone, email, birthDate: birthDate ?? '' },
      characteristics: toCharacteristicValues(stored.characteristics),
    };
    return await render(c, { volunteer: toNamed(stored), values, errors: [], stale }, stale ? 409 : 200);
  }

  async function render(
    c: Context<OperatorEnv>,
    shown: Pick<VolunteerFormProps, 'volunteer' | 'values' | 'errors' | 'stale'>,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> {
    const now = deps.now();
    const { municipality, operator } = c.var;
    const page = (
      <VolunteerFormPage municipality={municipality} operator={operator} today={dayInItaly(now)} {...shown} />
    );
    return await renderPage(c, page, { status, now });
  }
}

const emailTaken: FieldError = { path: 'email', message: 'validation.emailTaken' };

function tell(c: Context<OperatorEnv>, form: FormBody, errors: FieldError[]) {
  return toCharacteristicErrors(textsOf(c), errors, form, identityFields);
}

function readIdentity(form: FormBody): IdentityValues {
  return {
    givenName: form.text('givenName'),
    familyName: form.text('familyName'),
    telephone: form.text('telephone'),
    email: form.text('email'),
    birthDate: form.text('birthDate'),
  };
}

function toNamed({ id, version, givenName, familyName }: VolunteerDetail) {
  return { id, version, name: `${familyName} ${givenName}` };
}
