import type { CitizenView } from '../../src/db/citizen-request.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';

type Props = { request: Pick<CitizenView, 'reference' | 'need'>; receiptPath: string };

/** The reference to read aloud, and the ways to keep it; what needs a script is shown by it. */
export const RequestReference = ({ request, receiptPath }: Props) => {
  const { t } = usePage();
  return (
    <section class="ec-reference">
      <h2 class="ec-reference__label">{t('citizen:status.referenceLabel')}</h2>
      <p class="ec-reference__code">{request.reference}</p>
      <p class="ec-reference__note">
        {t('citizen:status.referenceNote')} {t('citizen:status.need')}: <strong>{request.need.label}</strong>.
      </p>
      <div class="ec-reference__ways ec-no-print">
        <a class="btn btn-outline-primary" href={receiptPath}>
          <Icon name="it-download" size="sm" /> {t('citizen:status.receipt')}
        </a>
        <button type="button" class="btn btn-outline-primary" data-print hidden>
          <Icon name="it-print" size="sm" /> {t('citizen:status.print')}
        </button>
        <button
          type="button"
          class="btn btn-outline-primary"
          data-copy={request.reference}
          data-copied={t('citizen:status.copied')}
          hidden
        >
          <Icon name="it-copy" size="sm" /> <span aria-live="polite">{t('citizen:status.copy')}</span>
        </button>
      </div>
    </section>
  );
};
