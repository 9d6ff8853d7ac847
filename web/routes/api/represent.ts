import type { z } from '@hono/zod-openapi';
import type {
  DecisionView,
  HelpRequestDetail,
  HelpRequestRow,
  TimelineView,
} from '../../../src/domain/help-request.ts';
import type { Information } from '../../../src/domain/information.ts';
import { usualLanguage } from '../../../src/domain/language.ts';
import { isByRequester } from '../../../src/domain/timeline.ts';
import { textsIn } from '../../../src/i18n/i18n.ts';
import { nameDecider } from './decided.ts';
import type { helpRequest, helpRequestPage } from './schemas.ts';

type JsonRow = z.infer<typeof helpRequestPage>['items'][number];
type JsonRequest = z.infer<typeof helpRequest>;

/** A row of the table in JSON: need and zone by their codes, as they were submitted; times in ISO 8601, UTC. */
export function representRow(row: HelpRequestRow): JsonRow {
  const { givenName, familyName, telephone } = row;
  return { ...representShared(row), requester: { givenName, familyName, telephone } };
}

/** One request in JSON; what is not there yet is left out. */
export function representRequest(request: HelpRequestDetail): JsonRequest {
  const { requester, decision, submittedBy, submittedByKey, importedBy } = request;
  const { email, ...person } = requester;
  const standing = decision !== null && hasDecided(decision) ? decision : undefined;
  return {
    ...representShared(request),
    version: request.version,
    requester: { ...person, ...(email !== undefined && { email }) },
    ...(request.preferredTime && { preferredTime: request.preferredTime }),
    description: request.description,
    requirements: representRequirements(request.requirements),
    ...(submittedBy !== null && { submittedBy }),
    ...(submittedByKey !== null && { submittedByKey }),
    ...(request.importedAt && { importedAt: request.importedAt.toISOString() }),
    ...(importedBy !== null && { importedBy }),
    ...(standing && { decidedAt: standing.at.toISOString(), decidedBy: nameDecider(standing.by) }),
    ...(decision && { decision: representDecision(decision) }),
    offers: request.offers.map(({ rank, volunteerId, volunteerName, state, reasons }) => ({
      rank,
      volunteerId,
      volunteerName,
      state,
      reasons,
    })),
    emails: request.emails.map(({ sentAt, kind, recipient, recipientName, state, attempts, messageId }) => ({
      kind,
      recipient,
      recipientName,
      state,
      attempts,
      messageId,
      ...(sentAt && { sentAt: sentAt.toISOString() }),
    })),
    ...(request.information.length > 0 && { information: request.information.map(representInformation) }),
    timeline: request.timeline.map((entry) => ({
      at: entry.at.toISOString(),
      what: entry.event,
      by: entry.by ?? nameNobody(entry, request),
    })),
  };
}

function representRequirements({ skills, languages, ...plain }: HelpRequestDetail['requirements']) {
  return { ...plain, skills: skills.map(({ code }) => code), languages: languages.map(({ code }) => code) };
}

function representShared(row: HelpRequestRow) {
  return {
    id: row.id,
    reference: row.reference,
    status: row.status,
    channel: row.channel,
    need: row.need.code,
    zone: row.zone.code,
    submittedAt: row.submittedAt.toISOString(),
    late: row.lateAt !== null,
    noVolunteers: row.noVolunteersAt !== null,
    ...(row.closedAt && { closedAt: row.closedAt.toISOString() }),
    ...(row.withdrawnAt && { withdrawnAt: row.withdrawnAt.toISOString() }),
    ...(row.erasedAt && { erasedAt: row.erasedAt.toISOString() }),
  };
}

/** Whether the request is as this decision left it: one under way, restored or without effect decides nothing. */
function hasDecided({ outcome }: DecisionView): boolean {
  return outcome === 'dispatched' || outcome === 'discarded' || outcome === 'closed';
}

function representInformation({ question, askedBy, askedAt, answer, answeredAt }: Information) {
  return {
    question,
    askedBy,
    askedAt: askedAt.toISOString(),
    ...(answer !== null && { answer }),
    ...(answeredAt && { answeredAt: answeredAt.toISOString() }),
  };
}

function representDecision({
  kind,
  by,
  at,
  outcome,
  hold,
  reason,
  note,
  duplicateOf,
}: DecisionView): JsonRequest['decision'] {
  return {
    kind,
    by: nameDecider(by),
    at: at.toISOString(),
    ...(outcome && { outcome }),
    ...(hold && { undoUntil: hold.until.toISOString() }),
    ...(reason && { reason }),
    ...(note && { note }),
    ...(duplicateOf && { duplicateOf: duplicateOf.id }),
  };
}

/** What no operator did was done by the system, but for the citizen's own submission and a volunteer's look. */
function nameNobody({ event, volunteer }: TimelineView, { channel }: HelpRequestDetail): string {
  // Programs read it too: it is the same whoever asks.
  const t = textsIn(usualLanguage);
  if (event === 'contacts_seen') return volunteer ?? t('domain:volunteerGone');
  const byRequester = isByRequester(event) || (event === 'submitted' && channel === 'citizen');
  return byRequester ? t('domain:by.requester') : t('domain:by.system');
}
