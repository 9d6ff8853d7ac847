import { type Context, Hono } from 'hono';
import { moveCriterion, readSelection, type StoredSelection, saveSelection } from '../../../src/db/settings.ts';
import type { FieldError } from '../../../src/domain/errors.ts';
import { rankingCriteria } from '../../../src/domain/selection.ts';
import { applySelectionForm, directions, selectionForm, toSelectionForm } from '../../../src/domain/settings.ts';
import { settingsPath } from '../../components/settings-frame.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { type SelectionValues, SettingsSelectionPage, selectionFields } from '../../pages/settings-selection-page.tsx';
import { WebError } from '../../web-error.ts';
import { type FormBody, readFormBody } from './form-body.ts';
import { toFieldErrors } from './request-values.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { findTwisted, readSeenVersion, toSettingsErrors } from './settings-form.ts';

type Given = { values?: SelectionValues; errors?: FieldError[]; stale?: boolean; unsaved?: string[] };

const path = '/scelta-dei-volontari';

/** «Scelta dei volontari»: the order of the criteria, how many are asked, and how long things take. */
export function createSelectionSettingsPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, (c) => c.redirect(settingsPath(c.var.municipality.slug, 'need')))
    .get(path, ...signedIn, async (c) => await renderSelection(c, await readSelection(deps.db, c.var.municipality.id)))
    .post(path, ...signedIn, async (c) => {
      const municipalityId = c.var.municipality.id;
      const stored = await readSelection(deps.db, municipalityId);
      const form = await readFormBody(c);
      const values = readValues(form);
      const version = readSeenVersion(form);
      if (version !== stored.version) return await refuseStale(c, values);
      const parsed = selectionForm.safeParse(values);
      const errors = [...findTwisted(form, selectionFields), ...(parsed.error ? toFieldErrors(parsed.error) : [])];
      if (!parsed.success || errors.length > 0) return await renderSelection(c, stored, { values, errors }, 422);
      const settings = applySelectionForm(stored.settings, parsed.data);
      const { kind } = await saveSelection(deps.db, { municipalityId, version }, settings);
      return kind === 'stale' ? await refuseStale(c, values) : back(c, 'saved');
    })
    .post(`${path}/ordine`, ...signedIn, async (c) => {
      const form = await readFormBody(c);
      const criterion = rankingCriteria.find((one) => one === form.text('criterion'));
      const direction = directions.find((one) => one === form.text('direction'));
      if (criterion === undefined || direction === undefined) throw new WebError('malformed_body');
      const seen = { municipalityId: c.var.municipality.id, version: readSeenVersion(form) };
      const { kind } = await moveCriterion(deps.db, seen, criterion, direction);
      return kind === 'stale' ? await refuseStale(c) : back(c, 'moved');
    });

  function back(c: Context<OperatorEnv>, code: 'saved' | 'moved'): Response {
    return c.redirect(`${settingsPath(c.var.municipality.slug, 'selection')}?esito=${code}`, 303);
  }

  /** The fields show what a colleague saved; what was typed stands beside them. */
  async function refuseStale(c: Context<OperatorEnv>, typed?: SelectionValues): Promise<Response> {
    const t = textsOf(c);
    const current = await readSelection(deps.db, c.var.municipality.id);
    const stored = shownValues(current);
    const sayValue = (name: (typeof selectionFields)[number], value: string) =>
      name === 'coolOffUnit' ? t([`settings:selection.unit.${value}`, 'validation:invalid']) : value;
    const unsaved =
      typed === undefined
        ? []
        : selectionFields
            .filter((name) => typed[name].trim() !== stored[name])
            .map((name) => `${t(`settings:selection.fields.${name}`)}: ${sayValue(name, typed[name])}`);
    return await renderSelection(c, current, { stale: true, unsaved }, 409);
  }

  async function renderSelection(
    c: Context<OperatorEnv>,
    stored: StoredSelection,
    given: Given = {},
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> {
    const esito = c.req.query('esito');
    const page = (
      <SettingsSelectionPage
        municipality={c.var.municipality}
        operator={c.var.operator}
        version={stored.version}
        ranking={stored.ranking}
        values={given.values ?? shownValues(stored)}
        errors={toSettingsErrors(textsOf(c), given.errors ?? [], selectionFields)}
        stale={given.stale ?? false}
        unsaved={given.unsaved ?? []}
        flash={status === 200 && (esito === 'saved' || esito === 'moved') ? esito : undefined}
      />
    );
    return await renderPage(c, page, { status, now: deps.now() });
  }
}

function readValues(form: FormBody): SelectionValues {
  return {
    volunteers: form.text('volunteers'),
    coolOff: form.text('coolOff'),
    coolOffUnit: form.text('coolOffUnit'),
    offerValidDays: form.text('offerValidDays'),
    lateAfterHours: form.text('lateAfterHours'),
    digestMinutes: form.text('digestMinutes'),
    undoSeconds: form.text('undoSeconds'),
  };
}

function shownValues({ settings }: StoredSelection): SelectionValues {
  const shown = toSelectionForm(settings);
  return {
    volunteers: String(shown.volunteers),
    coolOff: String(shown.coolOff),
    coolOffUnit: shown.coolOffUnit,
    offerValidDays: String(shown.offerValidDays),
    lateAfterHours: String(shown.lateAfterHours),
    digestMinutes: String(shown.digestMinutes),
    undoSeconds: String(shown.undoSeconds),
  };
}
