import type { TFunction } from 'i18next';
import type { EmailView, OfferView, TimelineView } from '../../src/domain/help-request.ts';
import type { Channel } from '../../src/domain/submission.ts';
import { isByRequester } from '../../src/domain/timeline.ts';
import { formatExact } from './dates.ts';
import { Icon, type IconName } from './icon.tsx';
import { OfferContacts } from './offer-contacts.tsx';
import { type Lists, OfferReasonsLine } from './offer-reasons.tsx';
import { usePage } from './page-context.tsx';
import { When } from './when.tsx';

/**
 * The volunteers who were asked, in the order they were chosen, with what came of it; `path` is the request's, where
 * contacts can be taken back.
 */
export const OfferList = ({ offers, lists, path }: { offers: OfferView[]; lists: Lists; path?: string }) => {
  const { t } = usePage();
  return (
    <ol class="ec-volunteers">
      {offers.map((offer) => (
        <li>
          <span class="ec-volunteers__name">{offer.volunteerName ?? t('domain:volunteerGone')}</span>{' '}
          <span class={`ec-badge ec-badge--offer-${offer.state}`}>{t(`domain:offerState.${offer.state}`)}</span>
          <OfferReasonsLine reasons={offer.reasons} lists={lists} />
          {offer.contacts === null ? null : <OfferContacts offer={offer} contacts={offer.contacts} path={path} />}
        </li>
      ))}
    </ol>
  );
};

const emailIcons = {
  queued: 'it-clock',
  sending: 'it-clock',
  sent: 'it-check',
  failed: 'it-close',
  ambiguous: 'it-help',
} as const satisfies Record<EmailView['state'], IconName>;

/** Where an email stands, by icon and word. */
export const EmailStateBadge = ({ state }: Pick<EmailView, 'state'>) => {
  const { t } = usePage();
  return (
    <span class={`ec-badge ec-badge--email-${state}`}>
      <Icon name={emailIcons[state]} size="sm" />
      {t(`domain:emailState.${state}`)}
    </span>
  );
};

/** Every email about the request, by the person it went to. */
export const EmailList = ({ emails }: { emails: EmailView[] }) => {
  const { t } = usePage();
  if (emails.length === 0) return <p class="ec-quiet">{t('console:request.noEmails')}</p>;
  return (
    <ul class="ec-emails">
      {emails.map(({ kind, recipientName, state, attempts, sentAt }) => (
        <li>
          <span class="ec-emails__what">
            {t(`domain:emailKind.${kind}`)}{' '}
            <strong>
              {recipientName ??
                t(
                  kind === 'receipt_to_requester' || kind === 'question_to_requester'
                    ? 'domain:requesterErased'
                    : 'domain:volunteerGone',
                )}
            </strong>
          </span>
          <EmailStateBadge state={state} />
          {sentAt === null ? null : (
            <span class="ec-quiet">
              <When at={sentAt} />
            </span>
          )}
          {attempts > 1 ? <span class="ec-quiet">{t('console:request.attempts', { count: attempts })}</span> : null}
        </li>
      ))}
    </ul>
  );
};

/** What happened, newest first, with the exact time in sight: here it is what is looked for. */
export const Timeline = ({ timeline, channel }: { timeline: TimelineView[]; channel: Channel }) => {
  const { t, language } = usePage();
  return (
    <ol class="ec-timeline">
      {timeline.map((entry) => (
        <li>
          <span class="ec-timeline__what">{sayEvent(t, entry)}</span>
          <span class="ec-quiet">
            {sayWho(t, entry, channel)} ·{' '}
            <time datetime={entry.at.toISOString()}>{formatExact(language, entry.at, 'short')}</time>
          </span>
        </li>
      ))}
    </ol>
  );
};

export function sayEvent(t: TFunction, { event, volunteer, other }: TimelineView): string {
  return t(`domain:timeline.${event}`, { volunteer: volunteer ?? t('domain:volunteerGone'), other });
}

/** By whom it was: an operator, a volunteer, who asked for help, or the system. */
export function sayWho(t: TFunction, { by, event, volunteer }: TimelineView, channel: Channel): string {
  if (event === 'contacts_seen') return volunteer ?? t('domain:volunteerGone');
  const byRequester = isByRequester(event) || (event === 'submitted' && channel === 'citizen');
  return by ?? t(byRequester ? 'domain:by.requester' : 'domain:by.system');
}

/** Where the workflow itself can be followed, for who runs the service. */
export const TemporalLink = ({ url }: { url: string | undefined }) => {
  const { t } = usePage();
  return url === undefined ? null : (
    <p class="ec-no-print">
      <a href={url} target="_blank" rel="noopener noreferrer">
        <Icon name="it-external-link" size="sm" /> {t('console:request.temporal')} {t('console:request.newTab')}
      </a>
    </p>
  );
};
