import { z } from '@hono/zod-openapi';
import { decisionKinds, decisionOutcomes, discardReasons } from '../../../src/domain/decision.ts';
import { emailKinds, emailStates } from '../../../src/domain/mail.ts';
import { offerReasons, offerStates } from '../../../src/domain/offer.ts';
import { languagesMatches } from '../../../src/domain/requirements.ts';
import { statuses } from '../../../src/domain/status.ts';
import { channels, dayParts } from '../../../src/domain/submission.ts';
import { timelineEvents } from '../../../src/domain/timeline.ts';

const instant = z.iso.datetime();
const code = z.string().openapi({ description: "A code of the Comune's lists" });

export const publicMunicipality = z
  .object({
    name: z.string(),
    needs: z.array(z.object({ code, label: z.string() })),
    zones: z.array(z.object({ code, label: z.string() })),
  })
  .openapi('Municipality');

export const submitted = z
  .object({
    id: z.uuid(),
    reference: z.string().openapi({ example: 'K7M4-2XHD' }),
    status: z.enum(statuses),
    statusUrl: z.url().openapi({ description: "The citizen's page; the secret in it is the only way in" }),
  })
  .openapi('SubmittedRequest');

/** What a row of the table and one request have in common. */
const shared = z.object({
  id: z.uuid(),
  reference: z.string(),
  status: z.enum(statuses),
  channel: z.enum(channels),
  need: code,
  zone: code,
  submittedAt: instant,
  late: z.boolean().openapi({ description: "Undecided beyond the Comune's limit" }),
  noVolunteers: z.boolean().openapi({ description: 'Sent once, but nobody could be told' }),
  closedAt: instant.optional(),
  withdrawnAt: instant.optional().openapi({ description: 'Who asked does not want the help any more' }),
  erasedAt: instant.optional().openapi({ description: 'Since then what the person gave is empty' }),
});

const person = z.object({ givenName: z.string(), familyName: z.string(), telephone: z.string() });

export const helpRequestPage = z
  .object({
    items: z.array(shared.extend({ requester: person }).openapi('HelpRequestRow')),
    next: z.string().nullable().openapi({ description: '`cursor` of the next page' }),
  })
  .openapi('HelpRequestPage');

const decision = z.object({
  kind: z.enum(decisionKinds),
  by: z.string(),
  at: instant,
  outcome: z.enum(decisionOutcomes).optional().openapi({ description: 'Absent while in progress' }),
  undoUntil: instant.optional().openapi({ description: 'Nothing of it is carried out before, and it can be undone' }),
  reason: z.enum(discardReasons).optional(),
  note: z.string().optional(),
  duplicateOf: z.uuid().optional().openapi({ description: 'The request that it says the same as' }),
});

export const helpRequest = shared
  .extend({
    version: z.int(),
    requester: person.extend({ email: z.string().optional(), address: z.string(), zone: code }),
    preferredTime: z.object({ date: z.iso.date(), part: z.enum(dayParts) }).optional(),
    description: z.string(),
    requirements: z.object({
      skills: z.array(code),
      vehicle: z.boolean(),
      languages: z.array(code),
      languagesMatch: z.enum(languagesMatches),
      timeRequired: z.boolean().openapi({ description: 'Only who is free at `preferredTime`, where there is one' }),
    }),
    submittedBy: z.string().optional().openapi({ description: 'The clerk, where the channel is `office`' }),
    submittedByKey: z.string().optional().openapi({ description: 'The name of the API key it came by' }),
    importedAt: instant.optional(),
    importedBy: z.string().optional(),
    decidedAt: instant.optional(),
    decidedBy: z.string().optional(),
    decision: decision.optional(),
    offers: z.array(
      z.object({
        rank: z.int(),
        volunteerId: z.uuid().nullable().openapi({ description: 'null where the volunteer has left the service' }),
        volunteerName: z.string().nullable(),
        state: z.enum(offerStates),
        reasons: offerReasons,
      }),
    ),
    emails: z.array(
      z.object({
        kind: z.enum(emailKinds),
        recipient: z.string(),
        recipientName: z.string().nullable(),
        state: z.enum(emailStates),
        attempts: z.int(),
        messageId: z.string(),
        sentAt: instant.optional(),
      }),
    ),
    information: z
      .array(
        z.object({
          question: z.string(),
          askedBy: z.string(),
          askedAt: instant,
          answer: z.string().optional(),
          answeredAt: instant.optional(),
        }),
      )
      .optional()
      .openapi({ description: 'What operators asked of who made it; absent where nothing was' }),
    timeline: z.array(z.object({ at: instant, what: z.enum(timelineEvents), by: z.string() })),
  })
  .openapi('HelpRequest');

export const decisionMade = z
  .object({
    kind: z.enum(decisionOutcomes).exclude(['superseded']),
    status: z.enum(statuses).exclude(['submitted']),
    by: z.string(),
    at: instant,
  })
  .openapi('DecisionMade');

export const decisionUndone = z
  .object({ kind: z.literal('undone'), status: z.enum(statuses).exclude(['submitted']), by: z.string(), at: instant })
  .openapi('DecisionUndone');

export const decisionInProgress = z
  .object({
    kind: z.literal('in_progress'),
    undoUntil: instant.optional().openapi({ description: 'It can be undone until then, and is carried out after' }),
  })
  .openapi('DecisionInProgress');
