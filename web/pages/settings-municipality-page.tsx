import { Alert } from '../components/alert.tsx';
import { ConfirmField } from '../components/check-field.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { LogoForm } from '../components/logo-form.tsx';
import { usePage } from '../components/page-context.tsx';
import {
  SeenVersion,
  SettingsFrame,
  type SettingsProps,
  StaleAlert,
  settingsPath,
} from '../components/settings-frame.tsx';
import { TextAreaField, TextField } from '../components/text-field.tsx';

const ownFields = ['name', 'officeTelephone'] as const;
const leadFields = ['leadName', 'leadTelephone', 'leadEmail'] as const;
const trailFields = ['portal', 'services'] as const;
const linkFields = ['accessibility', 'legalNotes', 'faq', 'reportInefficiency'] as const;

/** What is written, in the form's order, and what is ticked. */
export const writtenFields = [...ownFields, ...leadFields, 'helpText', ...trailFields, ...linkFields] as const;
export type WrittenField = (typeof writtenFields)[number];
export type MunicipalitySettingsValues = Record<WrittenField, string> & { officeChannel: boolean };
/** The form's fields, in its order. */
export const municipalitySettingsFields: readonly string[] = [
  ...ownFields,
  'officeChannel',
  ...leadFields,
  'helpText',
  ...trailFields,
  ...linkFields,
];

export const municipalityFlashes = ['saved', 'logoSaved', 'logoRemoved'] as const;
export type MunicipalityFlash = (typeof municipalityFlashes)[number];

type Props = SettingsProps & {
  values: MunicipalitySettingsValues;
  errors: FormErrors;
  stale: boolean;
  unsaved: string[];
  logoError: string | undefined;
  flash: MunicipalityFlash | undefined;
};

/** «Il Comune»: what it is called, whom to call, and what its pages show of its own. */
export const SettingsMunicipalityPage = ({ errors, stale, unsaved, logoError, flash, ...props }: Props) => {
  const { t } = usePage();
  const { municipality } = props;
  const title = t('settings:tab.municipality');
  const isWrong = errors.length > 0 || stale || logoError !== undefined;
  return (
    <SettingsFrame {...props} title={title} current="municipality" wrong={isWrong}>
      <h1>{title}</h1>
      {flash === undefined ? null : (
        <Alert kind="success" takesFocus>
          <p>{t(`settings:municipality.flash.${flash}`)}</p>
        </Alert>
      )}
      {stale ? <StaleAlert unsaved={unsaved} /> : null}
      <ErrorSummary errors={errors} labelOf={(name) => t(`settings:municipality.fields.${name}`)} />
      <p>{t('settings:municipality.lead')}</p>
      <MunicipalityForm {...props} errors={errors} />
      <LogoForm municipality={municipality} error={logoError} />
    </SettingsFrame>
  );
};

const MunicipalityForm = ({
  municipality,
  version,
  values,
  errors,
}: Pick<Props, 'municipality' | 'version' | 'values' | 'errors'>) => {
  const { t } = usePage();
  const common = (name: string) => ({
    name,
    label: t(`settings:municipality.fields.${name}`),
    error: errorOf(errors, name),
  });
  const hintOf = (name: string) => t(`settings:municipality.hints.${name}`);
  return (
    <form class="ec-form" method="post" action={settingsPath(municipality.slug, 'municipality')} novalidate>
      <SeenVersion version={version} />
      {ownFields.map((name) => (
        <TextField {...common(name)} type={typeOf(name)} autocomplete="off" value={values[name]} required />
      ))}
      <ConfirmField {...common('officeChannel')} hint={hintOf('officeChannel')} checked={values.officeChannel} />
      <h2>{t('settings:municipality.heading.lead')}</h2>
      <p>{t('settings:municipality.leadText')}</p>
      {leadFields.map((name) => (
        <TextField {...common(name)} type={typeOf(name)} autocomplete="off" value={values[name]} required />
      ))}
      <h2>{t('settings:municipality.heading.pages')}</h2>
      <TextAreaField {...common('helpText')} hint={hintOf('helpText')} value={values.helpText} />
      <h2>{t('site:trail.title')}</h2>
      <p>{t('site:trail.text')}</p>
      {trailFields.map((name) => (
        <TextField {...common(name)} autocomplete="off" spellcheck={false} value={values[name]} />
      ))}
      <h2>{t('settings:municipality.heading.links')}</h2>
      <p>{t('settings:municipality.linksText')}</p>
      {linkFields.map((name) => (
        <TextField
          {...common(name)}
          hint={name === 'accessibility' ? hintOf(name) : undefined}
          autocomplete="off"
          spellcheck={false}
          value={values[name]}
        />
      ))}
      <div class="ec-form__end">
        <button type="submit" class="btn btn-primary">
          {t('settings:edit.save')}
        </button>
      </div>
    </form>
  );
};

function typeOf(name: WrittenField): 'email' | 'tel' | 'text' {
  if (name === 'leadEmail') return 'email';
  return name.endsWith('Telephone') ? 'tel' : 'text';
}
