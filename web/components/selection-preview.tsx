import type { TFunction } from 'i18next';
import type { Preview } from '../../src/db/preview.ts';
import { narrowestRequirement, type Requirement } from '../../src/domain/selection.ts';
import { type Lists, labelOf, OfferReasonsLine, saySlot } from './offer-reasons.tsx';
import { usePage } from './page-context.tsx';

type Props = { preview: Preview; wanted: number; lists: Lists };

/** Who would be asked if the request were sent now, in order, and what keeps others out where they are few. */
export const SelectionPreview = ({ preview, wanted, lists }: Props) => {
  const { t } = usePage();
  const { chosen, narrowing } = preview;
  return (
    <>
      <p class={chosen.length === 0 ? 'ec-chosen ec-chosen--none' : 'ec-chosen'}>
        <strong>{t('console:request.chosen', { count: chosen.length })}</strong>{' '}
        {narrowing.eligible > chosen.length ? t('console:request.eligible', { count: narrowing.eligible }) : null}
      </p>
      {chosen.length === 0 ? null : (
        <ol class="ec-volunteers">
          {chosen.map(({ name, reasons }) => (
            <li>
              <span class="ec-volunteers__name">{name}</span>
              <OfferReasonsLine reasons={reasons} lists={lists} />
            </li>
          ))}
        </ol>
      )}
      {chosen.length < wanted ? <Narrowing preview={preview} wanted={wanted} lists={lists} /> : null}
    </>
  );
};

const Narrowing = ({ preview: { narrowing }, wanted, lists }: Props) => {
  const { t } = usePage();
  const narrowest = narrowestRequirement(narrowing);
  if (narrowest === undefined) return <p class="ec-narrowing">{t('console:request.fewerWhy', { wanted })}</p>;
  const freed = narrowing.without.filter(({ eligible }) => eligible > narrowing.eligible);
  const count = freed.find(({ requirement }) => requirement === narrowest)?.eligible ?? narrowing.eligible;
  const others = freed.filter(({ requirement }) => requirement !== narrowest);
  return (
    <div class="ec-narrowing">
      <p>{t('console:request.fewer', { wanted, requirement: sayRequirement(t, narrowest, lists), eligible: count })}</p>
      {others.length === 0 ? null : (
        <ul>
          {others.map(({ requirement, eligible }) => (
            <li>
              {t('console:request.withoutOne', { requirement: sayRequirement(t, requirement, lists), count: eligible })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};

function sayRequirement(t: TFunction, requirement: Requirement, lists: Lists): string {
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
