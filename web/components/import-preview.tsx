import type { ImportPageProps } from '../pages/volunteer-import-page.tsx';
import { Alert } from './alert.tsx';
import { Icon } from './icon.tsx';
import { ImportCountList } from './import-counts.tsx';
import { ImportErrors } from './import-errors.tsx';
import { ImportRows } from './import-rows.tsx';
import { usePage } from './page-context.tsx';

/** What a file would do, and the two ways on: all of it, or nothing. */
export const ImportPreview = ({ municipality: { slug }, found, ...shown }: ImportPageProps) => {
  const { t } = usePage();
  const { counts, ignoredColumns } = found;
  const path = `/${slug}/console/volontari/importa/${found.id}`;
  return (
    <>
      <p class="lead">{t('volunteerImport:preview.lead', { file: found.fileName })}</p>
      {found.applyInterrupted ? (
        <Alert kind="warning" takesFocus>
          <p>{t('volunteerImport:preview.applyInterrupted')}</p>
        </Alert>
      ) : null}
      {found.changed ? (
        <Alert kind="warning" takesFocus>
          <p>{t('volunteerImport:preview.changed')}</p>
        </Alert>
      ) : null}
      <ImportCountList counts={counts} />
      {ignoredColumns.length === 0 ? null : (
        <Alert kind="info">
          <p>{t('volunteerImport:preview.ignored', { columns: ignoredColumns.join(', ') })}</p>
        </Alert>
      )}
      {counts.error > 0 ? (
        <ImportErrors path={path} rows={shown.errors} aPage={shown.errorsAPage} isContinued={shown.isContinued} />
      ) : null}
      <ImportDecision path={path} slug={slug} counts={counts} />
      {(['new', 'update', 'duplicate'] as const).map((kind) => {
        const rows = shown.rows[kind] ?? [];
        return rows.length === 0 ? null : <ImportRows slug={slug} kind={kind} rows={rows} total={counts[kind]} />;
      })}
    </>
  );
};

type DecisionProps = { path: string; slug: string; counts: ImportPageProps['found']['counts'] };

const ImportDecision = ({ path, slug, counts }: DecisionProps) => {
  const { t } = usePage();
  const rows = counts.new + counts.update;
  const canApply = counts.error === 0 && rows + counts.duplicate > 0;
  return (
    <div class="ec-import-decision">
      {canApply ? (
        <form method="post" action={path}>
          {counts.duplicate === 0 ? null : (
            <div class="form-check">
              <input
                type="checkbox"
                id="withDuplicates"
                name="withDuplicates"
                value="yes"
                aria-describedby="withDuplicates-aiuto"
              />
              <label for="withDuplicates">{t('volunteerImport:preview.withDuplicates')}</label>
              <p class="ec-hint" id="withDuplicates-aiuto">
                {t('volunteerImport:preview.withDuplicatesHint')}
              </p>
            </div>
          )}
          <button type="submit" class="btn btn-primary">
            <Icon name="it-check-circle" size="sm" /> {t('volunteerImport:preview.apply', { count: rows })}
          </button>
        </form>
      ) : null}
      {counts.error === 0 && !canApply ? <p>{t('volunteerImport:preview.applyNone')}</p> : null}
      <form method="post" action={`${path}/annulla`}>
        <button type="submit" class="btn btn-outline-primary">
          <Icon name="it-delete" size="sm" /> {t('volunteerImport:preview.discard')}
        </button>
      </form>
      <a href={`/${slug}/console/volontari/importa`}>{t('volunteerImport:preview.again')}</a>
    </div>
  );
};
