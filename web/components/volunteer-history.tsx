import type { EmailOfVolunteer, OfferOfVolunteer, VolunteerEventView } from '../../src/domain/volunteer-view.ts';
import { formatExact } from './dates.ts';
import { usePage } from './page-context.tsx';
import { EmailStateBadge } from './request-history.tsx';
import { When } from './when.tsx';

/** What a volunteer was asked, newest first, each with its request. */
export const OffersOfVolunteer = ({ slug, offers }: { slug: string; offers: OfferOfVolunteer[] }) => {
  const { t } = usePage();
  if (offers.length === 0) return <p class="ec-quiet">{t('volunteers:offers.none')}</p>;
  return (
    <ul class="ec-emails">
      {offers.map((offer) => (
        <li>
          <span class="ec-emails__what">
            <a href={`/${slug}/console/richieste/${offer.requestId}`}>{offer.reference}</a> {offer.need}
          </span>
          <span class={offer.expired ? 'ec-badge' : `ec-badge ec-badge--offer-${offer.state}`}>
            {offer.expired ? t('volunteers:offers.expired') : t(`domain:offerState.${offer.state}`)}
          </span>
          <span class="ec-quiet">
            <When at={offer.at} />
          </span>
        </li>
      ))}
    </ul>
  );
};

/** Every email that went to a volunteer, newest first. */
export const EmailsOfVolunteer = ({ slug, emails }: { slug: string; emails: EmailOfVolunteer[] }) => {
  const { t } = usePage();
  if (emails.length === 0) return <p class="ec-quiet">{t('volunteers:emails.none')}</p>;
  return (
    <ul class="ec-emails">
      {emails.map(({ kind, state, request, sentAt, createdAt }) => (
        <li>
          <span class="ec-emails__what">
            {t(`domain:emailKind.${kind}`)}{' '}
            {request === null ? null : <a href={`/${slug}/console/richieste/${request.id}`}>{request.reference}</a>}
          </span>
          <EmailStateBadge state={state} />
          <span class="ec-quiet">
            <When at={sentAt ?? createdAt} />
          </span>
        </li>
      ))}
    </ul>
  );
};

/** What happened to a volunteer and what operators noted, newest first. */
export const VolunteerEvents = ({ events }: { events: VolunteerEventView[] }) => {
  const { t, language } = usePage();
  if (events.length === 0) return <p class="ec-quiet ec-timeline--below">{t('volunteers:events.none')}</p>;
  return (
    <ol class="ec-timeline ec-timeline--below">
      {events.map(({ event, note, by, at }) => (
        <li>
          <span class="ec-timeline__what">{t(`volunteers:event.${event}`)}</span>
          {note === null ? null : <p class="ec-note">{note}</p>}
          <span class="ec-quiet">
            {by ?? t('domain:by.system')} ·{' '}
            <time datetime={at.toISOString()}>{formatExact(language, at, 'short')}</time>
          </span>
        </li>
      ))}
    </ol>
  );
};
