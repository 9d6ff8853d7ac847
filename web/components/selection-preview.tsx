import type { Preview } from '../../src/db/preview.ts';
import type { ByHand } from '../../src/db/request-choices.ts';
import { narrowestRequirement } from '../../src/domain/selection.ts';
import { ChosenByHand, excludePath, includePath } from './chosen-by-hand.tsx';
import { Icon } from './icon.tsx';
import { NarrowingSteps, sayCount, sayRequirement } from './narrowing-steps.tsx';
import { type Lists, OfferReasonsLine } from './offer-reasons.tsx';
import { usePage } from './page-context.tsx';

type Props = { preview: Preview; wanted: number; lists: Lists };

/** Where the operator may change the choice by hand: the request's page, and what was chosen so far. */
export type Choosing = { path: string; choices: ByHand[] };

/** Who would be asked if the request were sent now, in order, and what keeps others out where they are few. */
export const SelectionPreview = ({ preview, wanted, lists, choosing }: Props & { choosing?: Choosing }) => {
  const { t } = usePage();
  const { chosen, narrowing } = preview;
  return (
    <>
      <p class={chosen.length === 0 ? 'ec-chosen ec-chosen--none' : 'ec-chosen'}>
        <strong>{t('console:request.chosen', { count: chosen.length })}</strong>{' '}
        {narrowing.eligible > chosen.length && !narrowing.partial
          ? t('console:request.eligible', { count: narrowing.eligible })
          : null}
      </p>
      {chosen.length === 0 ? null : (
        <ol class="ec-volunteers">
          {chosen.map(({ volunteerId, name, reasons }) => (
            <li>
              <span class="ec-volunteers__name">{name}</span>
              {choosing === undefined ? null : (
                <a class="ec-volunteers__out ec-no-print" href={excludePath(choosing.path, volunteerId)}>
                  {t('console:byHand.takeOut')}
                  <span class="visually-hidden"> {name}</span>
                </a>
              )}
              <OfferReasonsLine reasons={reasons} lists={lists} />
            </li>
          ))}
        </ol>
      )}
      {choosing === undefined ? null : (
        <>
          <p class="ec-no-print">
            <a href={includePath(choosing.path)}>
              <Icon name="it-plus-circle" size="sm" /> {t('console:byHand.putIn')}
            </a>
          </p>
          <ChosenByHand choices={choosing.choices} undoAt={choosing.path} chosen={chosen} />
        </>
      )}
      <h3>{t('console:request.leftTitle')}</h3>
      <NarrowingSteps narrowing={narrowing} lists={lists} />
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
      <p>
        {t('console:request.fewer', {
          wanted,
          requirement: sayRequirement(t, narrowest, lists),
          eligible: sayCount(t, count),
        })}
      </p>
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
