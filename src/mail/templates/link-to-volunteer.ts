import type { TFunction } from 'i18next';
import type { Links } from '../links.ts';
import { tellMoment } from './facts.ts';
import type { ContentOf, Letter } from './letter.ts';

/** Gives a volunteer the way into their own page; whoever asked for it may have been somebody else. */
export function writeLinkToVolunteer(
  { municipality, language, recipient, secret, expiresAt }: ContentOf<'link_to_volunteer'>,
  links: Links,
  t: TFunction,
): Letter {
  return {
    subject: t('email:link_to_volunteer.subject'),
    greeting: t('email:greeting', { name: recipient.name }),
    parts: [
      { kind: 'paragraph', text: t('email:link_to_volunteer.nextStep') },
      {
        kind: 'action',
        label: t('email:link_to_volunteer.open'),
        href: links.enterVolunteer(municipality.slug, secret),
      },
      { kind: 'paragraph', text: t('email:link_to_volunteer.once', { moment: tellMoment(language, expiresAt) }) },
      { kind: 'paragraph', text: t('email:link_to_volunteer.whatThere') },
      { kind: 'paragraph', text: t('email:link_to_volunteer.notYou') },
    ],
  };
}
