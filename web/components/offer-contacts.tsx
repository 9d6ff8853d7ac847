import type { ContactsView, OfferView } from '../../src/domain/help-request.ts';
import { usePage } from './page-context.tsx';
import { When } from './when.tsx';

type Props = { offer: OfferView; contacts: ContactsView; path: string | undefined };

/** Whether a volunteer has looked at the requester's contacts, and the button that takes them back or gives them back. */
export const OfferContacts = ({ offer, contacts, path }: Props) => {
  const { t } = usePage();
  const { withdrawnAt, looks, lastLookAt } = contacts;
  const isStanding = offer.state === 'open' || offer.state === 'accepted';
  return (
    <div class="ec-volunteers__contacts">
      <span class="ec-quiet">
        {t('console:contacts.seen', { count: looks })} {lastLookAt === null ? null : <When at={lastLookAt} />}
      </span>
      {withdrawnAt === null ? null : (
        <span class="ec-quiet">
          {t('console:contacts.withdrawn')} <When at={withdrawnAt} />
        </span>
      )}
      {path === undefined || !isStanding || offer.volunteerId === null ? null : (
        <ContactsButton
          path={`${path}/volontari/${offer.volunteerId}/contatti`}
          name={offer.volunteerName ?? ''}
          withdrawn={withdrawnAt !== null}
        />
      )}
    </div>
  );
};

const ContactsButton = ({ path, name, withdrawn }: { path: string; name: string; withdrawn: boolean }) => {
  const { t } = usePage();
  return (
    <form class="ec-no-print" method="post" action={`${path}/${withdrawn ? 'rendi' : 'ritira'}`}>
      <button type="submit" class="btn btn-outline-primary btn-sm">
        {t(`console:contacts.${withdrawn ? 'giveBack' : 'withdraw'}`)}
        <span class="visually-hidden"> {name}</span>
      </button>
    </form>
  );
};
