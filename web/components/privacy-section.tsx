import type { Municipality } from '../../src/db/municipalities.ts';
import { ConfirmField } from './check-field.tsx';
import { usePage } from './page-context.tsx';

type Props = { municipality: Municipality; label: string; checked: boolean; error: string | undefined };

/** The notice that the law asks for, and that it was read. */
export const PrivacySection = ({ municipality, label, checked, error }: Props) => {
  const { t } = usePage();
  return (
    <fieldset class="ec-section">
      <legend>{t('citizen:form.sections.privacy')}</legend>
      <p>{t('citizen:form.privacyText', { municipality: municipality.name })}</p>
      <p>
        {t('citizen:form.privacyBefore')}
        <a href={`/${municipality.slug}/privacy`} target="_blank" rel="noopener">
          {t('citizen:form.privacyLink')}
        </a>
        .
      </p>
      <ConfirmField name="privacyNoticeRead" label={label} checked={checked} error={error} required />
    </fieldset>
  );
};
