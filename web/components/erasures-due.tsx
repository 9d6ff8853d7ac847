import { Alert } from './alert.tsx';
import { Due } from './due.tsx';
import { usePage } from './page-context.tsx';

/** Said where operators begin to work, because it is due whether or not anybody looks for it. */
export const ErasuresDue = ({ slug, count, firstDueAt }: { slug: string; count: number; firstDueAt: Date }) => {
  const { t } = usePage();
  return (
    <Alert kind="warning">
      <p>
        <a href={`/${slug}/console/cancellazioni`}>{t('erasure:toDo', { count })}</a> {t('erasure:first')}{' '}
        <Due at={firstDueAt} />
      </p>
    </Alert>
  );
};
