import type { Municipality } from '../../src/db/municipalities.ts';
import { Alert } from '../components/alert.tsx';
import { formatPause } from '../components/dates.ts';
import { usePage } from '../components/page-context.tsx';
import { Telephone } from '../components/telephone.tsx';

/** Why a form without a wrong field was not taken. */
export type Notice =
  | { kind: 'limited'; retryAfterSeconds: number }
  | { kind: 'key_reused'; reference: string; statusPath: string };

type Props = { municipality: Municipality; notice: Notice | undefined };

export const RequestFormNotice = ({ municipality, notice }: Props) => {
  const { language, t } = usePage();
  const office = <Telephone number={municipality.officeTelephone} />;
  switch (notice?.kind) {
    case undefined:
      return null;
    case 'limited':
      return (
        <Alert kind="warning" title={t('citizen:form.limited.title')} takesFocus>
          <p>
            {t('citizen:form.limited.text', { pause: formatPause(language, notice.retryAfterSeconds) })} {office}.
          </p>
        </Alert>
      );
    case 'key_reused':
      return (
        <Alert kind="warning" title={t('citizen:form.reused.title')} takesFocus>
          <p>
            {t('citizen:form.reused.text')} <strong>{notice.reference}</strong>.{' '}
            <a href={notice.statusPath}>{t('citizen:form.reused.link')}</a>
          </p>
          <p>
            {t('citizen:form.reused.again')} {office}.
          </p>
        </Alert>
      );
  }
};
