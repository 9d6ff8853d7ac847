import { Count, sayCount } from './count.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';

/** «Importa richieste», with how many would come; when none would, it says so and asks for nothing. */
export const ImportPanel = ({ slug, waiting }: { slug: string; waiting: number }) => {
  const { t } = usePage();
  return (
    <form
      class={waiting === 0 ? 'ec-import' : 'ec-import ec-import--some'}
      method="post"
      action={`/${slug}/console/importa`}
      data-import
    >
      <p class="ec-import__count">
        {waiting === 0
          ? t('console:table.importNone')
          : t('console:table.importWaiting', { count: waiting, shown: sayCount(t, waiting) })}
      </p>
      <button type="submit" class={`btn ${waiting === 0 ? 'btn-outline-primary' : 'btn-primary'}`}>
        <Icon name="it-download" size="sm" /> {t('console:table.import')}
        {waiting === 0 ? null : <Count count={waiting} onButton />}
      </button>
    </form>
  );
};
