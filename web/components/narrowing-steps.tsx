import type { TFunction } from 'i18next';
import { mostSaid, type Narrowing, type Requirement } from '../../src/domain/selection.ts';
import { type Lists, labelOf, saySlot } from './offer-reasons.tsx';
import { usePage } from './page-context.tsx';

/** How many volunteers are left after each requirement, in order: «124 zona Centro, 31 con un mezzo proprio». */
export const NarrowingSteps = ({ narrowing, lists }: { narrowing: Narrowing; lists: Lists }) => {
  const { t } = usePage();
  if (narrowing.left.length === 0) return null;
  return (
    <>
      <ol class="ec-narrowing">
        {narrowing.left.map(({ requirement, eligible }) => (
          <li>
            <strong>{sayCount(t, eligible)}</strong> {sayRequirement(t, requirement, lists)}
          </li>
        ))}
      </ol>
      {narrowing.partial ? <p class="ec-quiet">{t('console:request.partial')}</p> : null}
    </>
  );
};

export function sayCount(t: TFunction, count: number): string {
  return count > mostSaid ? t('console:request.moreThan', { count: mostSaid }) : String(count);
}

export function sayRequirement(t: TFunction, requirement: Requirement, lists: Lists): string {
  switch (requirement.kind) {
    case 'zone':
      return t('domain:requirement.zone', { label: labelOf(lists.zones, requirement.code) });
    case 'skill':
      return t('domain:requirement.skill', { label: labelOf(lists.skills, requirement.code) });
    case 'need':
    case 'vehicle':
    case 'rested':
    case 'free':
      return t(`domain:requirement.${requirement.kind}`);
    case 'languages': {
      const labels = requirement.codes.map((code) => labelOf(lists.languages, code)).join(', ');
      return t(`domain:requirement.languages_${requirement.match}`, { labels });
    }
    case 'time':
      return t('domain:requirement.time', { when: saySlot(t, requirement.slot) });
  }
}
