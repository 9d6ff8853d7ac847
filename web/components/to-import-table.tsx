import type { RequestToImport } from '../../src/db/requests-to-import.ts';
import { markOf } from '../live/mark.ts';
import { usePage } from './page-context.tsx';
import { When } from './when.tsx';

type Props = { slug: string; rows: RequestToImport[] };

/** What «Importa richieste» would bring: how long each waits, what and where; who asks is seen once it is imported. */
export const ToImportTable = ({ slug, rows }: Props) => {
  const { t } = usePage();
  const columns = ['waiting', 'reference', 'need', 'zone'] as const;
  const label = (column: (typeof columns)[number]) => t(`console:table.columns.${column}`);
  return (
    <>
      <p class="ec-lead">{t('quick:toImport.lead')}</p>
      <table class="ec-table">
        <caption class="visually-hidden">
          {t('console:table.caption', { tab: t('console:table.tab.to_import') })}
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col">{label(column)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, reference, need, zone, submittedAt }) => (
            <tr class="ec-row" data-row data-live-key={id} data-live-mark={markOf([need, zone])}>
              <td class="ec-row__waiting" data-label={label('waiting')}>
                {t('console:table.since')} <When at={submittedAt} as="lasting" focusable={false} />
              </td>
              <th scope="row" class="ec-row__reference" data-label={label('reference')}>
                <a href={`/${slug}/console/richieste/${id}`}>{reference}</a>
              </th>
              <td data-label={label('need')}>{need.label}</td>
              <td data-label={label('zone')}>{zone.label}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
};
