import type { PreviewedRow } from '../../src/db/volunteer-import-rows.ts';
import { formatTelephone } from '../../src/domain/telephone.ts';
import { usePage } from './page-context.tsx';

type Props = { slug: string; kind: 'new' | 'update' | 'duplicate'; rows: PreviewedRow[]; total: number };

/** The first rows of one kind; of duplicates, also of whom and why. */
export const ImportRows = ({ slug, kind, rows, total }: Props) => {
  const { t } = usePage();
  const columns = ['row', 'name', 'email', 'telephone', ...(kind === 'duplicate' ? ['duplicateOf'] : [])];
  const label = (column: string) => t(`volunteerImport:table.${column}`);
  return (
    <section aria-labelledby={`righe-${kind}`}>
      <h2 id={`righe-${kind}`} class="ec-import-title">
        {t(`volunteerImport:kind.${kind}.title`)} <span class="ec-count">{total}</span>
      </h2>
      {rows.length < total ? <p>{t('volunteerImport:preview.first', { count: rows.length })}</p> : null}
      <table class="ec-table">
        <caption class="visually-hidden">{t(`volunteerImport:kind.${kind}.title`)}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col">{label(column)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr class="ec-row">
              <th scope="row" data-label={label('row')}>
                {row.row}
              </th>
              <td data-label={label('name')}>
                {row.familyName} {row.givenName}
              </td>
              <td data-label={label('email')}>{row.email}</td>
              <td data-label={label('telephone')}>{formatTelephone(row.telephone ?? '')}</td>
              {kind === 'duplicate' ? (
                <td data-label={label('duplicateOf')}>
                  <DuplicateOf slug={slug} row={row} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const DuplicateOf = ({ slug, row: { duplicateOf, matchedBy } }: { slug: string; row: PreviewedRow }) => {
  const { t } = usePage();
  if (duplicateOf === null || matchedBy === null) return null;
  return (
    <>
      {'row' in duplicateOf ? (
        t('volunteerImport:table.ofRow', { row: duplicateOf.row })
      ) : (
        <a href={`/${slug}/console/volontari/${duplicateOf.volunteerId}`}>{duplicateOf.name}</a>
      )}{' '}
      ({t(`volunteerImport:table.by.${matchedBy}`)})
    </>
  );
};
