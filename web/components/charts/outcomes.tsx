import { type RequestOutcome, requestOutcomes } from '../../../src/domain/statistics.ts';
import { usePage } from '../page-context.tsx';

/** What fills a part of a bar: a colour and, where it is not the first, a pattern that print and colour-blind eyes keep. */
export function fillOf(outcome: RequestOutcome): string {
  return outcome === 'dispatched' ? '#06c' : `url(#pattern-${outcome})`;
}

/** The patterns that all charts of a page share. */
export const OutcomePatterns = () => (
  <svg class="ec-chart__patterns" width="0" height="0" aria-hidden="true" focusable="false">
    <defs>
      <pattern id="pattern-discarded" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="7" height="7" fill="#fff" />
        <rect width="3.5" height="7" fill="#455b71" />
      </pattern>
      <pattern id="pattern-waiting" width="7" height="7" patternUnits="userSpaceOnUse">
        <rect width="7" height="7" fill="#fff6e5" />
        <circle cx="3.5" cy="3.5" r="2" fill="#7a4a00" />
      </pattern>
    </defs>
  </svg>
);

export const OutcomeLegend = () => {
  const { t } = usePage();
  return (
    <ul class="ec-legend">
      {requestOutcomes.map((outcome) => (
        <li>
          <svg width="28" height="16" aria-hidden="true" focusable="false">
            <rect x="0.5" y="0.5" width="27" height="15" fill={fillOf(outcome)} stroke="#17324d" />
          </svg>
          {t(`statistics:outcome.${outcome}`)}
        </li>
      ))}
    </ul>
  );
};
