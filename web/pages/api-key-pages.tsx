import type { ApiKeyView } from '../../src/domain/api-key.ts';
import { Alert } from '../components/alert.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { SettingsFrame, type SettingsProps, settingsPath } from '../components/settings-frame.tsx';
import { When } from '../components/when.tsx';

type Frame = Omit<SettingsProps, 'version'>;

/** A new key, the one time that it is shown. */
export const KeyCreatedPage = ({ name, secret, ...frame }: Frame & { name: string; secret: string }) => {
  const { t } = usePage();
  const title = t('settings:keys.created.title', { name });
  return (
    <SettingsFrame {...frame} title={title} current="keys">
      <h1>{title}</h1>
      <Alert kind="success" takesFocus>
        <p>{t('settings:keys.created.text')}</p>
      </Alert>
      <p class="ec-secret">
        <span class="visually-hidden">{t('settings:keys.created.key')}: </span>
        <code>{secret}</code>
      </p>
      <p>{t('settings:keys.created.keep')}</p>
      <p>{t('settings:keys.created.lost')}</p>
      <p>
        <a class="btn btn-primary" href={settingsPath(frame.municipality.slug, 'keys')}>
          {t('settings:keys.created.done')}
        </a>
      </p>
    </SettingsFrame>
  );
};

/** Asked once more before a program is shut out. */
export const KeyRevocationPage = ({ apiKey, ...frame }: Frame & { apiKey: ApiKeyView }) => {
  const { t } = usePage();
  const { slug } = frame.municipality;
  const { id, name, scope, lastUsedAt } = apiKey;
  const title = t('settings:keys.revocation.title', { name });
  return (
    <SettingsFrame {...frame} title={title} current="keys">
      <h1>{title}</h1>
      <p class="lead">{t('settings:keys.revocation.text')}</p>
      <p>
        {t(`settings:keys.scope.${scope}`)}.{' '}
        {lastUsedAt === null ? (
          t('settings:keys.revocation.neverUsed')
        ) : (
          <>
            {t('settings:keys.revocation.lastUsed')} <When at={lastUsedAt} />.
          </>
        )}
      </p>
      <form method="post" action={`${settingsPath(slug, 'keys', id)}/revoca`}>
        <button type="submit" class="btn btn-danger">
          <Icon name="it-ban" size="sm" /> {t('settings:keys.revoke')}
        </button>
      </form>
      <p class="ec-back">
        <a href={settingsPath(slug, 'keys')}>{t('settings:keys.revocation.back')}</a>
      </p>
    </SettingsFrame>
  );
};
