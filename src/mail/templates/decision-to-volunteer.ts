import type { TFunction } from 'i18next';
import { formatTelephone } from '../../domain/telephone.ts';
import type { Links } from '../links.ts';
import { linkTelephone } from './facts.ts';
import type { ContentOf, Letter, Part } from './letter.ts';

type Decision = ContentOf<'approved_to_volunteer' | 'refused_to_volunteer' | 'suspended_to_volunteer'>;

/**
 * Tells a volunteer what the Comune decided of them. The operator's note stays in the office: the reasons are told by
 * voice, so the office's telephone is what there is to press where the answer is no.
 */
export function writeDecisionToVolunteer(
  { kind, municipality, recipient }: Decision,
  links: Links,
  t: TFunction,
): Letter {
  const telephone = municipality.officeTelephone;
  const action: Part =
    kind === 'approved_to_volunteer'
      ? { kind: 'action', label: t('email:approved_to_volunteer.open'), href: links.volunteerArea(municipality.slug) }
      : {
          kind: 'action',
          label: t('email:call', { name: municipality.name, telephone: formatTelephone(telephone) }),
          href: linkTelephone(telephone),
        };
  return {
    subject: t(`email:${kind}.subject`),
    greeting: t('email:greeting', { name: recipient.name }),
    parts: [
      { kind: 'paragraph', text: t(`email:${kind}.nextStep`) },
      action,
      { kind: 'heading', text: t('email:heading.whatNow') },
      { kind: 'paragraph', text: t(`email:${kind}.whatNow`) },
    ],
  };
}
