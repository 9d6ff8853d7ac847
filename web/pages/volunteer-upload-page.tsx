import type { Municipality } from '../../src/db/municipalities.ts';
import { columns, requiredColumns } from '../../src/volunteers/csv/columns.ts';
import { mostUploadedBytes } from '../../src/volunteers/import.ts';
import { Document } from '../components/document.tsx';
import { controlId, describedBy, Field } from '../components/field.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';

type Props = { municipality: Municipality; operator: { name: string }; error: string | undefined };

/** Where a file is sent from, and what must be in it. */
export const VolunteerUploadPage = ({ municipality, operator, error }: Props) => {
  const { t } = usePage();
  const { slug } = municipality;
  const title = t('volunteerImport:upload.title');
  const field = {
    name: 'file',
    label: t('volunteerImport:upload.file'),
    hint: t('volunteerImport:upload.hint', { count: mostUploadedBytes / 1_000_000 }),
    error,
    required: true,
  };
  return (
    <Document
      title={title}
      wrong={error !== undefined}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
    >
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        <p class="lead">{t('volunteerImport:upload.lead')}</p>
        <form
          class="ec-form"
          method="post"
          action={`/${slug}/console/volontari/importa`}
          enctype="multipart/form-data"
          novalidate
        >
          <Field {...field}>
            <input
              class="form-control ec-control"
              type="file"
              id={controlId('file')}
              name="file"
              accept=".csv,text/csv"
              required
              aria-invalid={error === undefined ? undefined : 'true'}
              aria-describedby={describedBy(field)}
              autofocus={error !== undefined}
            />
          </Field>
          <div class="ec-form__end">
            <button type="submit" class="btn btn-primary">
              <Icon name="it-upload" size="sm" /> {t('volunteerImport:upload.send')}
            </button>
          </div>
        </form>
        <ColumnList municipality={municipality} />
        <p>
          <a href={`/${slug}/console/volontari/esporta.csv`}>
            <Icon name="it-download" size="sm" /> {t('volunteerImport:upload.export')}
          </a>{' '}
          {t('volunteerImport:upload.exportHint')}
        </p>
        <p class="ec-back">
          <a href={`/${slug}/console`}>{t('volunteerImport:back')}</a>
        </p>
      </div>
    </Document>
  );
};

const ColumnList = ({ municipality }: { municipality: Municipality }) => {
  const { t } = usePage();
  const lists: Record<string, string> = {
    competenze: municipality.skills.map(({ code }) => code).join(', '),
    zone: municipality.zones.map(({ code }) => code).join(', '),
    lingue: municipality.languages.map(({ code }) => code).join(', '),
  };
  return (
    <section aria-labelledby="colonne">
      <h2 id="colonne">{t('volunteerImport:upload.columnsTitle')}</h2>
      <p>{t('volunteerImport:upload.columnsLead')}</p>
      <table class="ec-table">
        <thead>
          <tr>
            <th scope="col">{t('volunteerImport:upload.column')}</th>
            <th scope="col">{t('volunteerImport:upload.content')}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr class="ec-row">
              <th scope="row" data-label={t('volunteerImport:upload.column')}>
                <code>{column}</code>
              </th>
              <td data-label={t('volunteerImport:upload.content')}>
                {t(`volunteerImport:columns.${column}`, { list: lists[column] ?? '' })}
                {requiredColumns.includes(column) ? (
                  <>
                    {' '}
                    <strong>({t('volunteerImport:upload.required')})</strong>
                  </>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
