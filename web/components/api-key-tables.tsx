import type { ApiKeyView } from '../../src/domain/api-key.ts';
import { usePage } from './page-context.tsx';
import { settingsPath } from './settings-frame.tsx';
import { When } from './when.tsx';

/** The keys that hold; each can be revoked. */
export const ApiKeyTable = ({ slug, keys }: { slug: string; keys: ApiKeyView[] }) => {
  const { t } = usePage();
  const label = (column: string) => t(`settings:keys.columns.${column}`);
  const columns = ['name', 'scope', 'perHour', 'created', 'lastUsed', 'actions'];
  return (
    <table class="ec-table">
      <caption class="visually-hidden">{t('settings:keys.valid')}</caption>
      <Head labels={columns.map(label)} />
      <tbody>
        {keys.map((key) => (
          <tr class="ec-row">
            <NameCell label={label('name')} {...key} />
            <td data-label={label('scope')}>{t(`settings:keys.scope.${key.scope}`)}</td>
            <td data-label={label('perHour')}>{t('settings:keys.perHour', { count: key.perHour })}</td>
            <td data-label={label('created')}>
              <Deed at={key.createdAt} by={key.createdBy} />
            </td>
            <td data-label={label('lastUsed')}>
              {key.lastUsedAt === null ? t('settings:keys.neverUsed') : <When at={key.lastUsedAt} />}
            </td>
            <td data-label={label('actions')}>
              <a
                href={`${settingsPath(slug, 'keys', key.id)}/revoca`}
                aria-label={t('settings:keys.revokeOf', { name: key.name })}
              >
                {t('settings:keys.revoke')}
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** The keys that no longer open anything, and who ended them. */
export const RevokedKeyTable = ({ keys }: { keys: ApiKeyView[] }) => {
  const { t } = usePage();
  const label = (column: string) => t(`settings:keys.columns.${column}`);
  return (
    <table class="ec-table">
      <caption class="visually-hidden">{t('settings:keys.revokedTitle')}</caption>
      <Head labels={['name', 'scope', 'created', 'lastUsed', 'revoked'].map(label)} />
      <tbody>
        {keys.map((key) => (
          <tr class="ec-row">
            <NameCell label={label('name')} {...key} />
            <td data-label={label('scope')}>{t(`settings:keys.scope.${key.scope}`)}</td>
            <td data-label={label('created')}>
              <Deed at={key.createdAt} by={key.createdBy} />
            </td>
            <td data-label={label('lastUsed')}>
              {key.lastUsedAt === null ? t('settings:keys.neverUsed') : <When at={key.lastUsedAt} />}
            </td>
            <td data-label={label('revoked')}>
              {key.revokedAt === null ? null : <Deed at={key.revokedAt} by={key.revokedBy} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Head = ({ labels }: { labels: string[] }) => (
  <thead>
    <tr>
      {labels.map((label) => (
        <th scope="col">{label}</th>
      ))}
    </tr>
  </thead>
);

/** A key's name, and the beginning by which whoever has it recognises it. */
const NameCell = ({ label, name, prefix }: ApiKeyView & { label: string }) => (
  <th scope="row" data-label={label}>
    <span>
      {name} <code>easycare_{prefix}_…</code>
    </span>
  </th>
);

/** When something was done, and by whom. */
const Deed = ({ at, by }: { at: Date; by: string | null }) => {
  const { t } = usePage();
  return (
    <span>
      <When at={at} />, {by === null ? t('settings:keys.byTerminal') : t('settings:keys.by', { name: by })}
    </span>
  );
};
