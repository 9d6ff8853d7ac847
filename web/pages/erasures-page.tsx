import type { Municipality } from '../../src/db/municipalities.ts';
import type { ErasureDuty } from '../../src/domain/erasure.ts';
import { Document } from '../components/document.tsx';
import { Due } from '../components/due.tsx';
import { usePage } from '../components/page-context.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { When } from '../components/when.tsx';

type Props = { municipality: Municipality; operator: { name: string }; duties: ErasureDuty[] };

/** The erasures that citizens asked for and nobody has done yet, the first due first. */
export const ErasuresPage = ({ municipality, operator, duties }: Props) => {
  const { t } = usePage();
  const title = t('erasure:list.title');
  const columns = ['due', 'reference', 'name', 'asked', 'status'] as const;
  const label = (column: (typeof columns)[number]) => t(`erasure:list.columns.${column}`);
  return (
    <Document title={title} municipality={municipality} operatorName={operator.name} area="console" section="erasures">
      <div class="container-xxl ec-console">
        <h1>{title}</h1>
        <p>{t('erasure:list.lead')}</p>
        {duties.length === 0 ? (
          <p class="ec-quiet">{t('erasure:list.empty')}</p>
        ) : (
          <table class="ec-table">
            <caption class="visually-hidden">{title}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th scope="col">{label(column)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {duties.map((duty) => (
                <tr class="ec-row">
                  <td data-label={label('due')}>
                    <Due at={duty.dueAt} />
                  </td>
                  <th scope="row" class="ec-row__reference" data-label={label('reference')}>
                    <a href={`/${municipality.slug}/console/richieste/${duty.requestId}`}>{duty.reference}</a>
                  </th>
                  <td data-label={label('name')}>{duty.name}</td>
                  <td data-label={label('asked')}>
                    <When at={duty.askedAt} focusable={false} />
                  </td>
                  <td data-label={label('status')}>
                    <StatusBadge {...duty} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Document>
  );
};
