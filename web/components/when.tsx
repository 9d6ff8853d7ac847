import { formatAgo, formatDuration, formatExact } from './dates.ts';
import { usePage } from './page-context.tsx';

type Props = {
  at: Date;
  /** `ago` says when it was («3 ore fa»), `lasting` for how long since («3 ore»). */
  as?: 'ago' | 'lasting';
  /** Whether the keyboard stops here to show the exact time; in a table's row the row's own links do that. */
  focusable?: boolean;
};

/** A time in words, with the exact one on hover and on focus. */
export const When = ({ at, as = 'ago', focusable = true }: Props) => {
  const { language, now } = usePage();
  const exact = formatExact(language, at);
  const words = as === 'ago' ? formatAgo(language, at, now) : formatDuration(language, at, now);
  return (
    <time class="ec-when" datetime={at.toISOString()} title={exact} tabindex={focusable ? 0 : undefined}>
      {words}
    </time>
  );
};
