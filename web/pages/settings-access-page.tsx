import type { StoredAccess } from '../../src/db/access-settings.ts';
import { Alert } from '../components/alert.tsx';
import { ConfirmField } from '../components/check-field.tsx';
import { usePage } from '../components/page-context.tsx';
import { secondFactorPath } from '../components/profile-paths.ts';
import {
  SeenVersion,
  SettingsFrame,
  type SettingsProps,
  StaleAlert,
  settingsPath,
} from '../components/settings-frame.tsx';

type Props = Omit<SettingsProps, 'version'> & {
  access: StoredAccess;
  /** How many operators the Comune has, and how many of them have no second factor. */
  operators: number;
  withoutSecondFactor: number;
  /** Whether the operator who looks has a second factor. */
  hasSecondFactor: boolean;
  stale: boolean;
  saved: boolean;
};

/** «Accesso»: what the Comune asks of its operators' sign-in. */
export const SettingsAccessPage = (props: Props) => {
  const { t } = usePage();
  const { access, operators, withoutSecondFactor, hasSecondFactor, stale, saved, ...frame } = props;
  const title = t('settings:tab.access');
  return (
    <SettingsFrame {...frame} title={title} current="access" wrong={stale}>
      <h1>{title}</h1>
      {saved ? (
        <Alert kind="success" takesFocus>
          <p>{t('settings:access.saved')}</p>
        </Alert>
      ) : null}
      {stale ? <StaleAlert unsaved={[]} /> : null}
      <p>{t('settings:access.lead')}</p>
      <p>{t('settings:access.without', { count: withoutSecondFactor, operators })}</p>
      {hasSecondFactor ? null : (
        <Alert kind="info">
          <p>
            {t('settings:access.youToo')} <a href={secondFactorPath}>{t('settings:access.turnOn')}</a>
          </p>
        </Alert>
      )}
      <form class="ec-form" method="post" action={settingsPath(frame.municipality.slug, 'access')} novalidate>
        <SeenVersion version={access.version} />
        <ConfirmField
          name="secondFactorRequired"
          label={t('settings:access.required')}
          hint={t('settings:access.requiredHint')}
          checked={access.secondFactorRequired}
        />
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary">
            {t('settings:edit.save')}
          </button>
        </div>
      </form>
    </SettingsFrame>
  );
};
