import type { PreviewedRow } from '../../src/db/volunteer-import-rows.ts';
import { describeColumn, describeWhy } from '../../src/volunteers/describe.ts';
import { Alert } from './alert.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { PageLinks } from './page-links.tsx';

type Props = { path: string; rows: PreviewedRow[]; aPage: number; isContinued: boolean };

const columns = ['row', 'name', 'column', 'value', 'why'] as const;

/** What is wrong, cell by cell: a page of it here, all of it as a file. */
export const ImportErrors = ({ path, rows, aPage, isContinued }: Props) => {
  const { t } = usePage();
  const last = rows.at(-1)?.row;
  return (
    <section aria-labelledby="errori">
      <Alert kind="danger" takesFocus>
        <h2 id="errori" class="ec-alert__title">
          {t('volunteerImport:preview.errorsTitle')}
        </h2>
        <p>{t('volunteerImport:preview.errorsText')}</p>
        <p>
          <a href={`${path}/errori.csv`}>
            <Icon name="it-download" size="sm" /> {t('volunteerImport:preview.downloadErrors')}
          </a>
        </p>
      </Alert>
      <table class="ec-table">
        <caption class="visually-hidden">{t('volunteerImport:kind.error.title')}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col">{t(`volunteerImport:table.${column}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.flatMap((row) =>
            row.errors.map((error) => (
              <tr class="ec-row">
                <th scope="row" data-label={t('volunteerImport:table.row')}>
                  {row.row}
                </th>
                <td data-label={t('volunteerImport:table.name')}>
                  {row.familyName} {row.givenName}
                </td>
                <td data-label={t('volunteerImport:table.column')}>{describeColumn(t, error)}</td>
                <td data-label={t('volunteerImport:table.value')}>{error.value}</td>
                <td data-label={t('volunteerImport:table.why')}>{describeWhy(t, error)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      <PageLinks
        label={t('volunteerImport:kind.error.title')}
        start={isContinued ? { href: path, text: t('volunteerImport:preview.fromStart') } : undefined}
        next={
          rows.length < aPage || last === undefined
            ? undefined
            : { href: `${path}?dopo=${last}`, text: t('volunteerImport:preview.more') }
        }
      />
    </section>
  );
};
