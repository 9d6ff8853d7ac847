import type { Language } from '../../src/domain/language.ts';
import type { EmailKind } from '../../src/domain/mail.ts';
import { composeEmail } from '../../src/mail/compose-email.ts';
import type { EmailContent } from '../../src/mail/content.ts';
import { createLinks } from '../../src/mail/links.ts';

export const links = createLinks('https://aiuto.comune.example', {
  invitation: (id) => `segreto-di-${id}`,
  contacts: (id) => `contatti-di-${id}`,
});

export const municipality = { name: 'Comune di Esempio', slug: 'esempio', officeTelephone: '+390612345678' };
export const lead = { name: 'Anna Verdi', telephone: '+393339876543', address: 'anna.verdi@comune.example' };
export const request = {
  id: '5b7c0d3e-1111-4222-8333-444455556666',
  reference: 'K7M4-2XHD',
  name: 'Giuseppe Canarino',
  telephone: '+393331234567',
  address: 'Via dei Canarini 7',
  zone: 'Centro',
  need: 'Spesa a domicilio',
  description: 'Latte e pane.\nIl campanello è rotto.',
  preferredTime: { date: '2026-11-25', part: 'afternoon' },
} satisfies Extract<EmailContent, { kind: 'dispatch_to_lead' }>['request'];

/** Free text of people, put wherever a content has room for it. */
export type Written = { name: string; address: string; description: string; label: string };
export const plain: Written = {
  name: request.name,
  address: request.address,
  description: request.description,
  label: '',
};

export function makeContent(kind: EmailKind, written: Written = plain, language: Language = 'it'): EmailContent {
  const sender = {
    municipality,
    language,
    recipient: { name: `Lucia Però${written.label}`, address: 'lucia@esempio.example' },
  };
  const { reference } = request;
  const need = `Spesa a domicilio${written.label}`;
  const zone = `Centro${written.label}`;
  const expiresAt = new Date('2026-12-01T22:30:00Z');
  const whole = { ...request, ...written, need, zone };
  switch (kind) {
    case 'new_requests_to_operator': {
      const item = { reference, need, zone, submittedAt: new Date('2026-11-23T09:30:00Z'), late: false };
      return { ...sender, kind, items: [item, { ...item, reference: 'A2B3-C4D5', late: true }], total: 2 };
    }
    case 'request_to_volunteer':
      return {
        ...sender,
        kind,
        contacts: 'email',
        request: whole,
        lead: { ...lead, name: `Anna Verdi${written.label}` },
      };
    case 'dispatch_to_lead': {
      const volunteer = { name: written.name, telephone: '+393475556677', address: 'primo+posta@esempio.example' };
      return { ...sender, kind, request: whole, volunteers: [volunteer, { ...volunteer, telephone: '+390287654321' }] };
    }
    case 'receipt_to_requester':
    case 'question_to_requester':
      return { ...sender, kind, reference, need, secret: 's3greto/+&' };
    case 'no_volunteer_to_operator':
      return { ...sender, kind, requestId: request.id, reference, need, zone };
    case 'confirm_to_volunteer':
    case 'link_to_volunteer':
      return { ...sender, kind, secret: 's3greto/+&', expiresAt };
    case 'approved_to_volunteer':
    case 'refused_to_volunteer':
    case 'suspended_to_volunteer':
      return { ...sender, kind };
    case 'invitation_to_member': {
      const invitedBy = `Olga Operatore${written.label}`;
      return { ...sender, kind, invitationId: request.id, role: 'clerk', invitedBy, expiresAt };
    }
    case 'audit_head_to_officer':
      return { ...sender, kind, day: '2026-11-29', batch: 17, head: 'ab'.repeat(32) };
    case 'withdrawn_to_volunteer':
      return { ...sender, kind, reference, need, zone, lead: { ...lead, name: `Anna Verdi${written.label}` } };
    case 'withdrawn_to_lead':
      return { ...sender, kind, reference, need, zone };
    case 'test_to_operator':
      return { ...sender, kind };
  }
}

export const compose = (kind: EmailKind, written?: Written, language?: Language) =>
  composeEmail(makeContent(kind, written, language), links);

export const toDigits = (text: string) => text.replace(/\D/g, '');
