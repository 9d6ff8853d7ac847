import type { TFunction } from 'i18next';
import type { Links } from '../links.ts';
import { tellMoment } from './facts.ts';
import type { ContentOf, Letter } from './letter.ts';

/** Invites somebody to work for the Comune; the link shows a page, and nothing happens before its button. */
export function writeInvitationToMember(
  { municipality, language, recipient, invitationId, role, invitedBy, expiresAt }: ContentOf<'invitation_to_member'>,
  links: Links,
  t: TFunction,
): Letter {
  const as = { municipality: municipality.name, role: t(`domain:role.${role}`) };
  return {
    subject: t('email:invitation_to_member.subject', as),
    greeting: t('email:greeting', { name: recipient.name }),
    parts: [
      { kind: 'paragraph', text: t('email:invitation_to_member.nextStep', as) },
      {
        kind: 'action',
        label: t('email:invitation_to_member.open'),
        href: links.acceptInvitation(invitationId),
      },
      { kind: 'paragraph', text: t('email:invitation_to_member.once', { moment: tellMoment(language, expiresAt) }) },
      {
        kind: 'paragraph',
        text:
          invitedBy === null
            ? t('email:invitation_to_member.byInstallation')
            : t('email:invitation_to_member.by', { name: invitedBy }),
      },
      { kind: 'paragraph', text: t('email:invitation_to_member.notYou') },
    ],
  };
}
