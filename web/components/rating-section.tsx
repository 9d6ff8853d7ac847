import { usePage } from './page-context.tsx';
import { RatingForm } from './rating-form.tsx';

/** The rating at the end of a service: asked for, or thanked for. */
export const RatingSection = ({ action, done }: { action: string; done: boolean }) => {
  const { t } = usePage();
  return (
    <section class="ec-box ec-rating ec-no-print" id="valutazione" data-element={done ? undefined : 'feedback'}>
      {done ? (
        <p class="ec-rating__thanks" role="status">
          {t('rating:thanks')}
        </p>
      ) : (
        <>
          <h2 data-element="feedback-title">{t('rating:title')}</h2>
          <RatingForm action={action} />
        </>
      )}
    </section>
  );
};
