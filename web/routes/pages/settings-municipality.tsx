import { buffer } from 'node:stream/consumers';
import { type Context, Hono } from 'hono';
import { removeLogo, saveLogo } from '../../../src/db/logos.ts';
import {
  readMunicipalitySettings,
  type StoredMunicipality,
  saveMunicipalitySettings,
} from '../../../src/db/municipality-settings.ts';
import { detectLogoType, longestLogo } from '../../../src/domain/logo.ts';
import { municipalitySettings } from '../../../src/domain/municipality-settings.ts';
import { formatTelephone, parseTelephone } from '../../../src/domain/telephone.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { settingsPath } from '../../components/settings-frame.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { renderPage } from '../../pages/render-page.tsx';
import {
  type MunicipalityFlash,
  type MunicipalitySettingsValues,
  municipalityFlashes,
  municipalitySettingsFields,
  SettingsMunicipalityPage,
  type WrittenField,
  writtenFields,
} from '../../pages/settings-municipality-page.tsx';
import { receiveFile } from '../../upload.ts';
import { readFormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';
import { toFieldErrors } from './request-values.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { readSeenVersion } from './settings-form.ts';

type LogoProblem = 'none' | 'too_large' | 'not_a_picture';
type Given = {
  values?: MunicipalitySettingsValues;
  errors?: FormErrors;
  unsaved?: string[];
  logo?: LogoProblem;
};

/** «Il Comune»: its name, contacts, head of operations, what its pages show of its own, and its coat of arms. */
export function createMunicipalitySettingsPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;
  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => await render(c, await read(c)))
    .post('/', ...signedIn, async (c) => {
      const form = await readFormBody(c);
      const values = { ...mapWritten(form.text), officeChannel: form.has('officeChannel') };
      const stored = await read(c);
      const version = readSeenVersion(form);
      if (version !== stored.version) return await refuseStale(c, values);
      const parsed = municipalitySettings.safeParse({ ...values, footerLinks: values });
      const found = parsed.error ? toFieldErrors(parsed.error) : [];
      const errors = tellByField(textsOf(c), found, { order: municipalitySettingsFields, lists: [] }, form);
      if (!parsed.success || errors.length > 0) return await render(c, stored, { values, errors }, 422);
      const seen = { municipalityId: c.var.municipality.id, version };
      const { kind } = await saveMunicipalitySettings(deps.db, seen, parsed.data);
      return kind === 'stale' ? await refuseStale(c, values) : back(c, 'saved');
    })
    .post('/stemma', ...signedIn, async (c) => {
      const received = await receiveFile(c.req.raw, 'file', longestLogo);
      if (received.kind !== 'received') {
        return await render(c, await read(c), { logo: received.kind }, received.kind === 'too_large' ? 413 : 422);
      }
      const { upload } = received;
      try {
        const bytes = await buffer(upload.read());
        const type = detectLogoType(bytes);
        if (type === undefined) return await render(c, await read(c), { logo: 'not_a_picture' }, 422);
        await saveLogo(deps.db, c.var.municipality.id, { type, bytes });
        return back(c, 'logoSaved');
      } finally {
        await upload.discard();
      }
    })
    .post('/stemma/togli', ...signedIn, async (c) => {
      await removeLogo(deps.db, c.var.municipality.id);
      return back(c, 'logoRemoved');
    });

  async function read(c: Context<OperatorEnv>): Promise<StoredMunicipality> {
    return await readMunicipalitySettings(deps.db, c.var.municipality.id);
  }

  function back(c: Context<OperatorEnv>, flash: MunicipalityFlash): Response {
    return c.redirect(`${settingsPath(c.var.municipality.slug, 'municipality')}?esito=${flash}`, 303);
  }

  /** The fields show what a colleague saved; what was typed stands beside them. */
  async function refuseStale(c: Context<OperatorEnv>, typed: MunicipalitySettingsValues): Promise<Response> {
    const stored = await read(c);
    const shown = shownValues(stored);
    const say = (name: string, value: string) => `${textsOf(c)(`settings:municipality.fields.${name}`)}: ${value}`;
    const unsaved = writtenFields
      .filter((name) => normalize(name, typed[name]) !== shown[name])
      .map((name) => say(name, typed[name]));
    if (typed.officeChannel !== shown.officeChannel) {
      unsaved.push(say('officeChannel', textsOf(c)(typed.officeChannel ? 'settings:yes' : 'settings:no')));
    }
    return await render(c, stored, { unsaved }, 409);
  }

  async function render(
    c: Context<OperatorEnv>,
    stored: StoredMunicipality,
    given: Given = {},
    status: 200 | 409 | 413 | 422 = 200,
  ): Promise<Response> {
    const { municipality, operator } = c.var;
    const page = (
      <SettingsMunicipalityPage
        municipality={municipality}
        operator={operator}
        version={stored.version}
        values={given.values ?? shownValues(stored)}
        errors={given.errors ?? []}
        stale={given.unsaved !== undefined}
        unsaved={given.unsaved ?? []}
        logoError={
          given.logo && textsOf(c)(`settings:municipality.logo.problem.${given.logo}`, { count: longestLogo / 1024 })
        }
        flash={municipalityFlashes.find((one) => status === 200 && one === c.req.query('esito'))}
      />
    );
    return await renderPage(c, page, { status, now: deps.now() });
  }
}

function mapWritten(textOf: (name: WrittenField) => string): Record<WrittenField, string> {
  return {
    name: textOf('name'),
    officeTelephone: textOf('officeTelephone'),
    leadName: textOf('leadName'),
    leadTelephone: textOf('leadTelephone'),
    leadEmail: textOf('leadEmail'),
    helpText: textOf('helpText'),
    accessibility: textOf('accessibility'),
    legalNotes: textOf('legalNotes'),
    faq: textOf('faq'),
    reportInefficiency: textOf('reportInefficiency'),
    portal: textOf('portal'),
    services: textOf('services'),
  };
}

function shownValues({ settings }: StoredMunicipality): MunicipalitySettingsValues {
  const { officeChannel, officeTelephone, leadTelephone, footerLinks, ...texts } = settings;
  const stored = {
    ...texts,
    ...footerLinks,
    officeTelephone: formatTelephone(officeTelephone),
    leadTelephone: leadTelephone && formatTelephone(leadTelephone),
  };
  return { ...mapWritten((name) => stored[name] ?? ''), officeChannel };
}

/** What was typed, as it would be shown had it been saved: lines end as the browser likes, numbers are written anyhow. */
function normalize(name: WrittenField, typed: string): string {
  const number = name.endsWith('Telephone') ? parseTelephone(typed) : undefined;
  return number === undefined ? typed.replace(/\r\n?/g, '\n').trim() : formatTelephone(number);
}
