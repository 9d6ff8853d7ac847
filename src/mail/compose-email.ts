import { textsIn } from '../i18n/i18n.ts';
import type { EmailContent, Person } from './content.ts';
import type { Links } from './links.ts';
import { writeAuditHeadToOfficer } from './templates/audit-head-to-officer.ts';
import { writeConfirmToVolunteer } from './templates/confirm-to-volunteer.ts';
import { writeDecisionToVolunteer } from './templates/decision-to-volunteer.ts';
import { writeDispatchToLead } from './templates/dispatch-to-lead.ts';
import { toOneLine } from './templates/inert-text.ts';
import { writeInvitationToMember } from './templates/invitation-to-member.ts';
import type { Letter } from './templates/letter.ts';
import { renderLetterHtml } from './templates/letter-html.tsx';
import { renderLetterText } from './templates/letter-text.ts';
import { writeLinkToVolunteer } from './templates/link-to-volunteer.ts';
import { writeNewRequestsToOperator } from './templates/new-requests-to-operator.ts';
import { writeNoVolunteerToOperator } from './templates/no-volunteer-to-operator.ts';
import { writeQuestionToRequester } from './templates/question-to-requester.ts';
import { writeReceiptToRequester } from './templates/receipt-to-requester.ts';
import { writeRequestToVolunteer } from './templates/request-to-volunteer.ts';
import { writeTestToOperator } from './templates/test-to-operator.ts';
import { writeWithdrawn } from './templates/withdrawn.ts';

export type ComposedEmail = { to: Person; replyTo?: Person; subject: string; text: string; html: string };

/**
 * Puts what an email has to say into words. One letter is written and rendered twice, so the text and the HTML can't
 * tell different things.
 */
export function composeEmail(content: EmailContent, links: Links): ComposedEmail {
  const { municipality, language } = content;
  const t = textsIn(language);
  const letter = { ...writeLetter(content, links), municipality, language };
  const subject = toOneLine(letter.subject);
  return {
    to: content.recipient,
    ...(letter.replyTo !== undefined && { replyTo: letter.replyTo }),
    subject,
    text: renderLetterText(letter, t),
    html: renderLetterHtml({ ...letter, subject }, t),
  };
}

function writeLetter(content: EmailContent, links: Links): Letter {
  const t = textsIn(content.language);
  switch (content.kind) {
    case 'new_requests_to_operator':
      return writeNewRequestsToOperator(content, links, t);
    case 'request_to_volunteer':
      return writeRequestToVolunteer(content, links, t);
    case 'dispatch_to_lead':
      return writeDispatchToLead(content, t);
    case 'receipt_to_requester':
      return writeReceiptToRequester(content, links, t);
    case 'question_to_requester':
      return writeQuestionToRequester(content, links, t);
    case 'no_volunteer_to_operator':
      return writeNoVolunteerToOperator(content, links, t);
    case 'confirm_to_volunteer':
      return writeConfirmToVolunteer(content, links, t);
    case 'link_to_volunteer':
      return writeLinkToVolunteer(content, links, t);
    case 'approved_to_volunteer':
    case 'refused_to_volunteer':
    case 'suspended_to_volunteer':
      return writeDecisionToVolunteer(content, links, t);
    case 'invitation_to_member':
      return writeInvitationToMember(content, links, t);
    case 'audit_head_to_officer':
      return writeAuditHeadToOfficer(content, t);
    case 'withdrawn_to_volunteer':
    case 'withdrawn_to_lead':
      return writeWithdrawn(content, t);
    case 'test_to_operator':
      return writeTestToOperator(content, links, t);
  }
}
