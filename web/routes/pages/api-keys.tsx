import { type Context, Hono } from 'hono';
import { createApiKey, findApiKey, listApiKeys, revokeApiKey } from '../../../src/db/api-keys.ts';
import { newApiKey } from '../../../src/domain/api-key.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { settingsPath } from '../../components/settings-frame.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { KeyCreatedPage, KeyRevocationPage } from '../../pages/api-key-pages.tsx';
import { ApiKeysPage, type KeyFlash, type KeyValues, keyFields, keyFlashes } from '../../pages/api-keys-page.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { WebError } from '../../web-error.ts';
import { readFormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';
import { toFieldErrors } from './request-values.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

const emptyForm: KeyValues = { name: '', scope: '', perHour: '' };

/** «Chiavi per programmi»: which there are, making one, whose secret is shown this once, and ending one. */
export function createApiKeyPages(deps: WebDependencies) {
  const { db, now } = deps;
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;
  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => await renderList(c, emptyForm, []))
    .post('/', ...signedIn, async (c) => {
      const form = await readFormBody(c);
      const values = { name: form.text('name'), scope: form.text('scope'), perHour: form.text('perHour') };
      const parsed = newApiKey.safeParse(values);
      const found = parsed.error ? toFieldErrors(parsed.error) : [];
      const errors = tellByField(textsOf(c), found, { order: keyFields, lists: [] }, form);
      if (!parsed.success || errors.length > 0) return await renderList(c, values, errors, 422);
      const made = await createApiKey(db, byOperator(c), parsed.data);
      switch (made.kind) {
        case 'created': {
          const { municipality, operator } = c.var;
          const page = <KeyCreatedPage {...{ municipality, operator, name: parsed.data.name, secret: made.key }} />;
          return await renderPage(c, page, { now: now() });
        }
        case 'name_taken':
          return await renderList(c, values, [{ name: 'name', message: textsOf(c)('settings:keys.nameTaken') }], 422);
      }
    })
    .get('/:id/revoca', ...signedIn, async (c) => {
      const apiKey = await loadKey(c);
      if (apiKey.revokedAt !== null) return backToKeys(c, 'gone');
      const { municipality, operator } = c.var;
      return await renderPage(c, <KeyRevocationPage {...{ municipality, operator, apiKey }} />, { now: now() });
    })
    .post('/:id/revoca', ...signedIn, async (c) => {
      const { id } = await loadKey(c);
      return backToKeys(c, (await revokeApiKey(db, byOperator(c), id)) ? 'revoked' : 'gone');
    });

  function byOperator(c: Context<OperatorEnv>) {
    return { municipalityId: c.var.municipality.id, operatorId: c.var.operator.id };
  }

  /** @throws WebError not_found */
  async function loadKey(c: Context<OperatorEnv>) {
    const apiKey = await findApiKey(db, c.var.municipality.id, c.req.param('id') ?? '');
    if (apiKey === undefined) throw new WebError('not_found');
    return apiKey;
  }

  /** Back to the list, with the code of what it should say has just happened. */
  function backToKeys(c: Context<OperatorEnv>, flash: KeyFlash): Response {
    return c.redirect(`${settingsPath(c.var.municipality.slug, 'keys')}?esito=${flash}`, 303);
  }

  async function renderList(
    c: Context<OperatorEnv>,
    values: KeyValues,
    errors: FormErrors,
    status: 200 | 422 = 200,
  ): Promise<Response> {
    const { municipality, operator } = c.var;
    const keys = await listApiKeys(db, municipality.id);
    const flash = status === 200 ? keyFlashes.find((one) => one === c.req.query('esito')) : undefined;
    const page = <ApiKeysPage {...{ municipality, operator, keys, values, errors, flash }} />;
    return await renderPage(c, page, { status, now: now() });
  }
}
