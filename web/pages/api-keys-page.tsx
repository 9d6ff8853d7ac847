import { type ApiKeyView, apiKeyScopes } from '../../src/domain/api-key.ts';
import { Alert } from '../components/alert.tsx';
import { ApiKeyTable, RevokedKeyTable } from '../components/api-key-tables.tsx';
import { RadioField } from '../components/choice-field.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { SettingsFrame, type SettingsProps, settingsPath } from '../components/settings-frame.tsx';
import { TextField } from '../components/text-field.tsx';

/** What has just happened: a code in the address. */
export const keyFlashes = ['revoked', 'gone'] as const;
export type KeyFlash = (typeof keyFlashes)[number];

/** The form's fields, in the order of the page. */
export const keyFields = ['name', 'scope', 'perHour'] as const;
export type KeyValues = Record<(typeof keyFields)[number], string>;

type Props = Omit<SettingsProps, 'version'> & {
  keys: ApiKeyView[];
  /** What was typed for a new one and refused. */
  values: KeyValues;
  errors: FormErrors;
  flash: KeyFlash | undefined;
};

/** The keys of the Comune's programs, and a form for a new one. */
export const ApiKeysPage = ({ keys, values, errors, flash, ...frame }: Props) => {
  const { t } = usePage();
  const { slug } = frame.municipality;
  const title = t('settings:tab.keys');
  const valid = keys.filter(({ revokedAt }) => revokedAt === null);
  const revoked = keys.filter(({ revokedAt }) => revokedAt !== null);
  return (
    <SettingsFrame {...frame} title={title} current="keys" wrong={errors.length > 0}>
      <h1>{title}</h1>
      {flash === undefined ? null : (
        <Alert kind={flash === 'gone' ? 'warning' : 'success'} takesFocus>
          <p>{t(`settings:keys.flash.${flash}`)}</p>
        </Alert>
      )}
      <ErrorSummary errors={errors} labelOf={(name) => t(`settings:keys.fields.${name}`)} />
      <p>{t('settings:keys.lead')}</p>
      {valid.length === 0 ? <p>{t('settings:keys.empty')}</p> : <ApiKeyTable slug={slug} keys={valid} />}
      <KeyForm path={settingsPath(slug, 'keys')} values={values} errors={errors} />
      {revoked.length === 0 ? null : (
        <section aria-labelledby="revoked-title">
          <h2 id="revoked-title">{t('settings:keys.revokedTitle')}</h2>
          <RevokedKeyTable keys={revoked} />
        </section>
      )}
    </SettingsFrame>
  );
};

const KeyForm = ({ path, values, errors }: Pick<Props, 'values' | 'errors'> & { path: string }) => {
  const { t } = usePage();
  const field = (name: keyof KeyValues) => ({
    name,
    label: t(`settings:keys.fields.${name}`),
    error: errorOf(errors, name),
    value: values[name],
    required: true,
  });
  return (
    <section class="ec-settings__add" aria-labelledby="new-key-title">
      <h2 id="new-key-title">{t('settings:keys.new')}</h2>
      <form class="ec-form" method="post" action={path} novalidate>
        <TextField {...field('name')} hint={t('settings:keys.nameHint')} autocomplete="off" />
        <RadioField
          {...field('scope')}
          options={apiKeyScopes.map((scope) => ({
            value: scope,
            label: `${t(`settings:keys.scope.${scope}`)}: ${t(`settings:keys.scopeHint.${scope}`)}`,
          }))}
        />
        <TextField
          {...field('perHour')}
          hint={t('settings:keys.perHourHint')}
          inputmode="numeric"
          autocomplete="off"
          width="short"
        />
        <button type="submit" class="btn btn-primary">
          <Icon name="it-plus-circle" size="sm" /> {t('settings:keys.button')}
        </button>
      </form>
    </section>
  );
};
