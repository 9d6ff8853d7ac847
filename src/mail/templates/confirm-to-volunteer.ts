import type { TFunction } from 'i18next';
import type { Links } from '../links.ts';
import { tellMoment } from './facts.ts';
import type { ContentOf, Letter } from './letter.ts';

/**
 * Asks whoever reads this address whether they mean to volunteer. It repeats nothing that was typed into the form, not
 * even the name: anybody can type somebody else's address, and would have us send them words of their choice.
 */
export function writeConfirmToVolunteer(
  { municipality, language, secret, expiresAt }: ContentOf<'confirm_to_volunteer'>,
  links: Links,
  t: TFunction,
): Letter {
  return {
    subject: t('email:confirm_to_volunteer.subject'),
    greeting: t('email:greetingToCitizen'),
    parts: [
      { kind: 'paragraph', text: t('email:confirm_to_volunteer.nextStep') },
      {
        kind: 'action',
        label: t('email:confirm_to_volunteer.open'),
        href: links.confirmVolunteer(municipality.slug, secret),
      },
      { kind: 'paragraph', text: t('email:confirm_to_volunteer.until', { moment: tellMoment(language, expiresAt) }) },
      { kind: 'heading', text: t('email:heading.whatNow') },
      { kind: 'paragraph', text: t('email:confirm_to_volunteer.whatNow') },
      { kind: 'paragraph', text: t('email:confirm_to_volunteer.notYou') },
    ],
  };
}
