import { type Context, Hono } from 'hono';
import { foundMunicipality } from '../../../src/db/found-municipality.ts';
import { usualLanguage } from '../../../src/domain/language.ts';
import { newMunicipality } from '../../../src/domain/new-municipality.ts';
import { textsIn } from '../../../src/i18n/i18n.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import type { WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { installationPath } from '../../pages/installation-pages.tsx';
import {
  listFields,
  type MunicipalityValues,
  municipalityFields,
  NewMunicipalityPage,
} from '../../pages/new-municipality-page.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { WebError } from '../../web-error.ts';
import { readFormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';
import { toFieldErrors } from './request-values.ts';

/** Creating a Comune, for who administers the installation; then its first administrator is invited. */
export function createNewMunicipalityPages(deps: WebDependencies) {
  return new Hono<WebEnv>()
    .get('/', async (c) => await renderNew(c, usualValues(), []))
    .post('/', async (c) => {
      const { session } = c.var;
      if (session === undefined) throw new WebError('sign_in_required');
      const form = await readFormBody(c);
      const values = { ...readValues(form.text), officeChannel: form.has('officeChannel') };
      const parsed = newMunicipality.safeParse(values);
      const found = parsed.error ? toFieldErrors(parsed.error) : [];
      const errors = tellByField(textsOf(c), found, { order: municipalityFields, lists: [] }, form);
      if (!parsed.success || errors.length > 0) return await renderNew(c, values, errors);
      const outcome = await foundMunicipality(deps.db, session.userId, parsed.data);
      if (outcome === 'founded') return c.redirect(`${installationPath}/${parsed.data.slug}/invita?esito=created`, 303);
      return await renderNew(c, values, [{ name: 'slug', message: textsOf(c)('validation:slugTaken') }]);
    });

  async function renderNew(c: Context<WebEnv>, values: MunicipalityValues, errors: FormErrors): Promise<Response> {
    const page = <NewMunicipalityPage values={values} errors={errors} />;
    return await renderPage(c, page, { status: errors.length > 0 ? 422 : 200, now: deps.now() });
  }

  /** Empty, but for the lists that most Comuni begin with; these are the Comune's, whatever the page's language. */
  function usualValues(): MunicipalityValues {
    return {
      ...readValues((name) => {
        const list = listFields.find((one) => one === name);
        return list === undefined ? '' : textsIn(usualLanguage)(`members:newMunicipality.usual.${list}`);
      }),
      officeChannel: true,
    };
  }
}

function readValues(textOf: (name: string) => string): Omit<MunicipalityValues, 'officeChannel'> {
  return {
    name: textOf('name'),
    slug: textOf('slug'),
    officeTelephone: textOf('officeTelephone'),
    leadName: textOf('leadName'),
    leadTelephone: textOf('leadTelephone'),
    leadEmail: textOf('leadEmail'),
    needs: textOf('needs'),
    zones: textOf('zones'),
    skills: textOf('skills'),
    languages: textOf('languages'),
  };
}
