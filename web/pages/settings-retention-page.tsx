import { Alert } from '../components/alert.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { usePage } from '../components/page-context.tsx';
import {
  SeenVersion,
  SettingsFrame,
  type SettingsProps,
  StaleAlert,
  settingsPath,
} from '../components/settings-frame.tsx';
import { TextField } from '../components/text-field.tsx';

/** The fields, in the form's order. */
export const retentionFields = ['discardedDays', 'dispatchedDays'] as const;
/** What is in the fields, as it was typed. */
export type RetentionValues = Record<(typeof retentionFields)[number], string>;

type Props = SettingsProps & {
  values: RetentionValues;
  errors: FormErrors;
  stale: boolean;
  unsaved: string[];
  saved: boolean;
};

/** After how long the personal data of decided requests are erased. */
export const SettingsRetentionPage = (props: Props) => {
  const { t } = usePage();
  const { municipality, values, errors, stale, version } = props;
  const title = t('settings:tab.retention');
  return (
    <SettingsFrame {...props} title={title} current="retention" wrong={errors.length > 0 || stale}>
      <h1>{title}</h1>
      {props.saved ? (
        <Alert kind="success" takesFocus>
          <p>{t('settings:retention.saved')}</p>
        </Alert>
      ) : null}
      {stale ? <StaleAlert unsaved={props.unsaved} /> : null}
      <ErrorSummary errors={errors} labelOf={(name) => t(`settings:retention.fields.${name}`)} />
      <p>{t('settings:retention.text')}</p>
      <form
        class="ec-form ec-settings__numbers"
        method="post"
        action={settingsPath(municipality.slug, 'retention')}
        novalidate
      >
        <SeenVersion version={version} />
        {retentionFields.map((name) => (
          <TextField
            name={name}
            label={t(`settings:retention.fields.${name}`)}
            hint={t(`settings:retention.hints.${name}`)}
            error={errorOf(errors, name)}
            value={values[name]}
            inputmode="numeric"
            autocomplete="off"
            required
          />
        ))}
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary">
            {t('settings:edit.save')}
          </button>
        </div>
      </form>
    </SettingsFrame>
  );
};
