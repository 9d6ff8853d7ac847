import { mostOffersShown, type OwnOffer } from '../../src/db/own-volunteer.ts';
import { formatExact } from './dates.ts';
import { usePage } from './page-context.tsx';
import { Telephone } from './telephone.tsx';

/** What a volunteer was asked, newest first; who asked stands there only while there is something to agree. */
export const OwnOffers = ({ offers }: { offers: OwnOffer[] }) => {
  const { t } = usePage();
  if (offers.length === 0) return <p>{t('volunteerArea:offers.empty')}</p>;
  return (
    <>
      {offers.length < mostOffersShown ? null : (
        <p class="ec-quiet">{t('volunteerArea:offers.latest', { count: offers.length })}</p>
      )}
      <ul class="ec-own-offers">
        {offers.map((offer) => (
          <OwnOfferItem offer={offer} />
        ))}
      </ul>
    </>
  );
};

const OwnOfferItem = ({ offer }: { offer: OwnOffer }) => {
  const { at, reference, need, zone, state, requester, onPage } = offer;
  const { language, t } = usePage();
  return (
    <li>
      <h3>
        {need}, {zone}
      </h3>
      <p>
        <strong>{t(`domain:offerState.${state}`)}</strong> · {t('volunteerArea:offers.reference')} {reference} ·{' '}
        <time datetime={at.toISOString()}>{formatExact(language, at, 'short')}</time>
      </p>
      {requester === null ? null : (
        <p>
          {t('volunteerArea:offers.requester')}: {requester.name}, <Telephone number={requester.telephone} />
        </p>
      )}
      {onPage ? <p>{t('volunteerArea:offers.onPage')}</p> : null}
    </li>
  );
};
