import type { Municipality } from '../../src/db/municipalities.ts';
import { Alert } from '../components/alert.tsx';
import { Document } from '../components/document.tsx';
import { usePage } from '../components/page-context.tsx';
import { areaPath } from '../volunteer-session.ts';

/** Asked once more, on a page of its own, since nothing brings back what it erases. */
export const LeavePage = ({ municipality, openOffers }: { municipality: Municipality; openOffers: number }) => {
  const { t } = usePage();
  const path = areaPath(municipality.slug);
  return (
    <Document title={t('volunteerArea:leave.title')} municipality={municipality}>
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{t('volunteerArea:leave.title')}</h1>
        <p class="lead">{t('volunteerArea:leave.lead')}</p>
        <p>{t('volunteerArea:leave.kept')}</p>
        {openOffers === 0 ? null : (
          <Alert kind="warning">
            <p>{t('volunteerArea:leave.openOffers', { count: openOffers })}</p>
          </Alert>
        )}
        <form method="post" action={`${path}/lascia`}>
          <button type="submit" class="btn btn-danger">
            {t('volunteerArea:leave.submit')}
          </button>
        </form>
        <p class="ec-back">
          <a href={path}>{t('volunteerArea:leave.cancel')}</a>
        </p>
      </div>
    </Document>
  );
};

export const GoodbyePage = ({ municipality }: { municipality: Municipality }) => {
  const { t } = usePage();
  return (
    <Document title={t('volunteerArea:goodbye.title')} municipality={municipality}>
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{t('volunteerArea:goodbye.title')}</h1>
        <p class="lead">{t('volunteerArea:goodbye.lead')}</p>
        <p>{t('volunteerArea:goodbye.again')}</p>
        <p class="ec-back">
          <a href={`/${municipality.slug}`}>{t('volunteerArea:goodbye.back')}</a>
        </p>
      </div>
    </Document>
  );
};
