import { Alert } from './alert.tsx';
import { formatPause } from './dates.ts';
import { usePage } from './page-context.tsx';

/** Said to who has guessed too often, with how long to wait. */
export const LimitedAlert = ({ retryAfterSeconds }: { retryAfterSeconds: number | undefined }) => {
  const { language, t } = usePage();
  return retryAfterSeconds === undefined ? null : (
    <Alert kind="warning" title={t('account:limitedTitle')} takesFocus>
      <p>{t('account:limited', { pause: formatPause(language, retryAfterSeconds) })}</p>
    </Alert>
  );
};
