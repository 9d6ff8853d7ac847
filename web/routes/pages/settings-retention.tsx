import { type Context, Hono } from 'hono';
import { readRetention, type StoredRetention, saveRetention } from '../../../src/db/retention-settings.ts';
import type { FieldError } from '../../../src/domain/errors.ts';
import { retentionForm } from '../../../src/domain/retention.ts';
import { settingsPath } from '../../components/settings-frame.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { type RetentionValues, retentionFields, SettingsRetentionPage } from '../../pages/settings-retention-page.tsx';
import { readFormBody } from './form-body.ts';
import { toFieldErrors } from './request-values.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { findTwisted, readSeenVersion, toSettingsErrors } from './settings-form.ts';

type Given = { values?: RetentionValues; errors?: FieldError[]; stale?: boolean; unsaved?: string[] };

const path = '/conservazione';

/** «Conservazione»: after how long personal data are erased. */
export function createRetentionSettingsPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get(path, ...signedIn, async (c) => await render(c, await readRetention(deps.db, c.var.municipality.id)))
    .post(path, ...signedIn, async (c) => {
      const { id: municipalityId, slug } = c.var.municipality;
      const stored = await readRetention(deps.db, municipalityId);
      const form = await readFormBody(c);
      const values = { discardedDays: form.text('discardedDays'), dispatchedDays: form.text('dispatchedDays') };
      const version = readSeenVersion(form);
      if (version !== stored.version) return await refuseStale(c, values);
      const parsed = retentionForm.safeParse(values);
      const errors = [...findTwisted(form, retentionFields), ...(parsed.error ? toFieldErrors(parsed.error) : [])];
      if (!parsed.success || errors.length > 0) return await render(c, stored, { values, errors }, 422);
      const { kind } = await saveRetention(deps.db, { municipalityId, version }, parsed.data);
      if (kind === 'stale') return await refuseStale(c, values);
      return c.redirect(`${settingsPath(slug, 'retention')}?esito=saved`, 303);
    });

  /** The fields show what a colleague saved; what was typed stands beside them. */
  async function refuseStale(c: Context<OperatorEnv>, typed: RetentionValues): Promise<Response> {
    const t = textsOf(c);
    const current = await readRetention(deps.db, c.var.municipality.id);
    const stored = shownValues(current);
    const unsaved = retentionFields
      .filter((name) => typed[name].trim() !== stored[name])
      .map((name) => `${t(`settings:retention.fields.${name}`)}: ${typed[name]}`);
    return await render(c, current, { stale: true, unsaved }, 409);
  }

  async function render(
    c: Context<OperatorEnv>,
    stored: StoredRetention,
    given: Given = {},
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> {
    const page = (
      <SettingsRetentionPage
        municipality={c.var.municipality}
        operator={c.var.operator}
        version={stored.version}
        values={given.values ?? shownValues(stored)}
        errors={toSettingsErrors(textsOf(c), given.errors ?? [], retentionFields)}
        stale={given.stale ?? false}
        unsaved={given.unsaved ?? []}
        saved={status === 200 && c.req.query('esito') === 'saved'}
      />
    );
    return await renderPage(c, page, { status, now: deps.now() });
  }
}

function shownValues({ retention }: StoredRetention): RetentionValues {
  return { discardedDays: String(retention.discardedDays), dispatchedDays: String(retention.dispatchedDays) };
}
