import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { type TableAddress, tablePath, withList, writeList } from './table-address.ts';

/** The form that the rows' check boxes belong to, wherever they stand. */
export const manyForm = 'scelte';
/** What stands in the table's address where all rows of the page are ticked, for who has no scripts. */
export const allTicked = { selezione: 'tutte' };

type Props = { slug: string; address: TableAddress; cursor: string | undefined };

/** What can be done with the ticked requests at once; both buttons lead to a page that lists them and asks again. */
export const ManyBar = ({ slug, address, cursor }: Props) => {
  const { t } = usePage();
  const all = tablePath(slug, address, { ...(cursor !== undefined && { cursore: cursor }), ...allTicked });
  return (
    <form
      class="ec-many ec-no-print"
      id={manyForm}
      method="post"
      action={withList(`/${slug}/console/decidi`, writeList(address))}
      aria-label={t('quick:many.bar')}
    >
      <a href={all} data-tick-all-link>
        {t('quick:many.selectAll')}
      </a>
      <span class="form-check ec-check" data-tick-all hidden>
        <input type="checkbox" id="scegli-tutte" />
        <label for="scegli-tutte">{t('quick:many.selectAll')}</label>
      </span>
      <span class="ec-many__count" role="status" data-ticked={t('quick:many.selected')} />
      <button type="submit" class="btn btn-danger ec-decision" name="decision" value="dispatch">
        <Icon name="ec-send" size="sm" /> {t('quick:many.dispatch')}
      </button>
      <button type="submit" class="btn btn-success ec-decision" name="decision" value="discard">
        <Icon name="it-delete" size="sm" /> {t('quick:many.discard')}
      </button>
    </form>
  );
};
