import type { Municipality } from '../../src/db/municipalities.ts';
import { Document } from '../components/document.tsx';
import { ErrorSummary, type FormErrors } from '../components/error-summary.tsx';
import { LimitedAlert } from '../components/limited-alert.tsx';
import { usePage } from '../components/page-context.tsx';
import { RatingForm, type RatingValues } from '../components/rating-form.tsx';

type Props = {
  municipality: Municipality;
  action: string;
  values: RatingValues;
  errors: FormErrors;
  /** Where too many ratings came from one address: in how long the next one is taken. */
  retryAfterSeconds?: number;
};

const labels: Record<string, string> = {
  stars: 'rating:stars',
  liked: 'rating:liked.question',
  hard: 'rating:hard.question',
  comment: 'rating:comment',
};

/** A rating that was not taken, with why and what was chosen. */
export const RatingPage = ({ municipality, errors, retryAfterSeconds, ...form }: Props) => {
  const { t } = usePage();
  return (
    <Document title={t('rating:title')} wrong municipality={municipality}>
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{t('rating:title')}</h1>
        <LimitedAlert retryAfterSeconds={retryAfterSeconds} />
        <ErrorSummary errors={errors} labelOf={(name) => t(labels[name] ?? 'rating:title')} />
        <div class="ec-rating">
          <RatingForm {...form} errors={errors} />
        </div>
      </div>
    </Document>
  );
};
