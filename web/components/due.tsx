import { daysLeft } from '../../src/domain/erasure.ts';
import { formatExact } from './dates.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';

/** When a duty is due, with the days that are left; late by word and icon. */
export const Due = ({ at }: { at: Date }) => {
  const { language, t, now } = usePage();
  const days = daysLeft(at, now);
  const late = days < 0;
  return (
    <>
      <time datetime={at.toISOString()}>{formatExact(language, at)}</time>{' '}
      <span class={late ? 'ec-badge ec-badge--late' : 'ec-badge ec-badge--awaiting_operator'}>
        <Icon name={late ? 'it-warning-circle' : 'it-clock'} size="sm" />
        {late ? t('erasure:late') : t('erasure:left', { count: days })}
      </span>
    </>
  );
};
