import { ConfirmField } from '../components/check-field.tsx';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { usePage } from '../components/page-context.tsx';
import { TextAreaField, TextField } from '../components/text-field.tsx';
import { installationPath } from './installation-pages.tsx';

const ownFields = ['name', 'slug', 'officeTelephone'] as const;
const leadFields = ['leadName', 'leadTelephone', 'leadEmail'] as const;
/** Lists that are written one entry a line. */
export const listFields = ['needs', 'zones', 'skills', 'languages'] as const;
const mayBeEmpty: readonly string[] = ['skills', 'languages'];

type TextName = (typeof ownFields | typeof leadFields | typeof listFields)[number];
export type MunicipalityValues = Record<TextName, string> & { officeChannel: boolean };

/** The form's fields, in its order. */
export const municipalityFields: readonly string[] = [...ownFields, 'officeChannel', ...leadFields, ...listFields];

type Props = { values: MunicipalityValues; errors: FormErrors };

/** What a Comune needs to begin with: what it is called, whom to call, and its first lists. */
export const NewMunicipalityPage = ({ values, errors }: Props) => {
  const { t } = usePage();
  const title = t('members:newMunicipality.title');
  const labelOf = (name: string) => t(`members:newMunicipality.fields.${name}`);
  const lineOf = (name: (typeof ownFields | typeof leadFields)[number]) => (
    <TextField
      name={name}
      label={labelOf(name)}
      hint={name === 'slug' || name === 'leadEmail' ? t(`members:newMunicipality.hints.${name}`) : undefined}
      error={errorOf(errors, name)}
      type={typeOf(name)}
      autocomplete="off"
      value={values[name]}
      required
    />
  );
  return (
    <Document title={title} wrong={errors.length > 0} area="console">
      <div class="container-xxl ec-page ec-page--form">
        <h1>{title}</h1>
        <ErrorSummary errors={errors} labelOf={labelOf} />
        <p class="lead">{t('members:newMunicipality.lead')}</p>
        <form class="ec-form" method="post" action={`${installationPath}/nuovo`} novalidate data-warn-unsaved>
          <h2>{t('members:newMunicipality.heading.municipality')}</h2>
          {ownFields.map(lineOf)}
          <ConfirmField
            name="officeChannel"
            label={labelOf('officeChannel')}
            error={errorOf(errors, 'officeChannel')}
            checked={values.officeChannel}
          />
          <h2>{t('members:newMunicipality.heading.lead')}</h2>
          {leadFields.map(lineOf)}
          <h2>{t('members:newMunicipality.heading.lists')}</h2>
          {listFields.map((name) => (
            <TextAreaField
              name={name}
              label={labelOf(name)}
              hint={t(`members:newMunicipality.hints.${name}`)}
              error={errorOf(errors, name)}
              value={values[name]}
              required={!mayBeEmpty.includes(name)}
            />
          ))}
          <div class="ec-form__end">
            <button type="submit" class="btn btn-primary">
              {t('members:newMunicipality.submit')}
            </button>
          </div>
        </form>
        <p class="ec-back">
          <a href={installationPath}>{t('members:installation.back')}</a>
        </p>
      </div>
    </Document>
  );
};

function typeOf(name: string): 'email' | 'tel' | 'text' {
  if (name === 'leadEmail') return 'email';
  return name.endsWith('Telephone') ? 'tel' : 'text';
}
