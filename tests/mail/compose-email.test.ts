import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { emailKinds } from '../../src/domain/mail.ts';
import { type ComposedEmail, composeEmail } from '../../src/mail/compose-email.ts';
import { createLinks } from '../../src/mail/links.ts';
import { compose, lead, links, municipality, request, toDigits } from './compose-fixture.ts';

describe.each(emailKinds)('%s', (kind) => {
  it('is written to its recipient', () => {
    expect(compose(kind).to).toEqual({ name: 'Lucia Però', address: 'lucia@esempio.example' });
  });

  it('says the same in text and in HTML, but for what separates the parts', async () => {
    const email = compose(kind);
    const html = (await readHtml(email.html)).toLowerCase();
    for (const line of readText(email)) {
      for (const piece of line.split(/: |:$/)) expect(html).toContain(piece.toLowerCase());
    }
    const text = toWords(email.text);
    const labels = [...email.html.matchAll(/<t[hd][^>]*>(?:<a[^>]*>)?([^<]+)</g)].map(([, cell]) => cell ?? '');
    for (const cell of labels) expect(text).toContain(cell);
  });

  it('has no texts that are missing, and loads nothing', () => {
    const { subject, text, html } = compose(kind);
    expect(subject + text + html).not.toMatch(/(email|domain):[a-z]|\{\{|undefined|\[object/i);
    expect(html).not.toMatch(/<(img|script|link|iframe|style)|src=|url\(/i);
  });

  it('is told by the Comune, with the telephone of its office', () => {
    const { text, html } = compose(kind);
    expect(text).toContain('Comune di Esempio');
    expect(toDigits(text)).toContain('390612345678');
    expect(html).toContain('href="tel:+390612345678"');
  });
});

describe('new_requests_to_operator', () => {
  const item = { reference: 'K7M4-2XHD', need: 'Farmaci', zone: 'Nord', submittedAt: new Date(0), late: false };
  const sender = { municipality, language: 'it' as const, recipient: { name: 'Paolo', address: 'p@x.example' } };

  it.each([
    [[false], '1 nuova richiesta di aiuto'],
    [[false, false, false], '3 nuove richieste di aiuto'],
    [[true], '1 richiesta di aiuto aspetta da troppo tempo'],
    [[true, true], '2 richieste di aiuto aspettano da troppo tempo'],
    [[true, false, false], '3 richieste di aiuto, di cui 1 in attesa da troppo tempo'],
  ])('late as in %j: «%s»', (lates, subject) => {
    const items = lates.map((late) => ({ ...item, late }));
    expect(
      composeEmail({ ...sender, kind: 'new_requests_to_operator', items, total: items.length }, links).subject,
    ).toBe(subject);
  });

  it('says how many there are in all, and that the console has those it does not list', () => {
    const { subject, text, html } = composeEmail(
      { ...sender, kind: 'new_requests_to_operator', items: [item], total: 250 },
      links,
    );
    expect(subject).toBe('250 nuove richieste di aiuto');
    for (const body of [text, html]) expect(body).toContain('E ancora 249 richieste, che trova nella console.');
  });

  it('leads to the console, lists every request and marks the late ones', () => {
    const { text, html } = compose('new_requests_to_operator');
    expect(text).toContain('https://aiuto.comune.example/esempio/console\n');
    expect(html).toContain('href="https://aiuto.comune.example/esempio/console"');
    expect(text).toContain('• K7M4-2XHD\nTipo di aiuto: Spesa a domicilio\nZona: Centro\nArrivata: lunedì 23');
    expect(text.split('aspetta da troppo tempo')).toHaveLength(2);
    expect(text.indexOf('aspetta da troppo tempo')).toBeGreaterThan(text.indexOf('A2B3-C4D5'));
    expect(text).toMatch(/alle ore 10:30|, 10:30/);
  });
});

describe('request_to_volunteer', () => {
  it('says who asked, for what and when, and whom to telephone, first of all', () => {
    const { text, html, subject } = compose('request_to_volunteer');
    expect(subject).toBe('Richiesta di aiuto K7M4-2XHD: Spesa a domicilio, Centro');
    for (const fact of [
      'Codice: K7M4-2XHD',
      'Quando: mercoledì 25 novembre 2026, pomeriggio',
      'Nome: Giuseppe Canarino',
      'Telefono: +39 333 123 4567',
      'Indirizzo: Via dei Canarini 7',
      '> Latte e pane.\n> Il campanello è rotto.',
      'Nome: Anna Verdi',
      'Telefono: +39 333 987 6543',
    ]) {
      expect(text).toContain(fact);
    }
    expect(text.indexOf('Chiami Anna Verdi: +39 333 987 6543')).toBeLessThan(text.indexOf('Canarino'));
    expect(toDigits(text)).toContain('393331234567');
    expect(html).toContain('<a href="tel:+393331234567"');
    expect(html).toContain('<a href="tel:+393339876543"');
  });

  it('is answered to the head of operations', () => {
    expect(compose('request_to_volunteer').replyTo).toEqual({ name: lead.name, address: lead.address });
  });

  it('leaves a time that nobody named to be agreed', () => {
    const content = {
      municipality,
      language: 'it' as const,
      recipient: lead,
      lead,
      request: { ...request, preferredTime: null },
    };
    const { text } = composeEmail({ ...content, kind: 'request_to_volunteer', contacts: 'email' }, links);
    expect(text).toContain('Quando: da concordare\n');
  });
});

describe('request_to_volunteer, with the contacts on a page', () => {
  const { id, reference, need, zone, preferredTime } = request;
  const content = {
    municipality,
    language: 'it' as const,
    recipient: { name: 'Lucia Però', address: 'lucia@esempio.example' },
    lead,
  };
  const composed = composeEmail(
    {
      ...content,
      kind: 'request_to_volunteer',
      contacts: 'page',
      request: { id, reference, need, zone, preferredTime },
      offerId: 'k',
      expiresAt: new Date('2026-12-01T22:30:00Z'),
    },
    links,
  );

  it('says for what and when, whom to telephone, and leads to who asked, until when', () => {
    const { text, html, replyTo } = composed;
    for (const fact of [
      'Codice: K7M4-2XHD',
      'Zona: Centro',
      'Quando: mercoledì 25 novembre 2026, pomeriggio',
      'Chiami Anna Verdi: +39 333 987 6543',
      'https://aiuto.comune.example/esempio/volontari/contatti?chiave=contatti-di-k',
      'martedì 1 dicembre 2026',
    ]) {
      expect(text).toContain(fact);
    }
    expect(html).toContain('href="https://aiuto.comune.example/esempio/volontari/contatti?chiave=contatti-di-k"');
    expect(replyTo).toEqual({ name: lead.name, address: lead.address });
  });

  it('says nothing of who asked', () => {
    const { subject, text, html } = composed;
    expect(subject + text + html).not.toMatch(/Canarin|Latte|campanello/);
    expect(toDigits(text + html)).not.toContain('3331234567');
  });
});

describe('dispatch_to_lead', () => {
  it('says who was told, how to reach them, and the whole request', () => {
    const { text, html, subject } = compose('dispatch_to_lead');
    expect(subject).toBe('Richiesta K7M4-2XHD inviata a 2 volontari: Spesa a domicilio, Centro');
    expect(text).toContain('• Giuseppe Canarino\nTelefono: +39 347 555 6677\nEmail: primo+posta@esempio.example');
    expect(text).toContain('Telefono: +39 02 8765 4321');
    expect(text).toContain('Indirizzo: Via dei Canarini 7');
    expect(html).toContain('href="mailto:primo%2Bposta@esempio.example"');
  });

  it('knows one volunteer from several', () => {
    const volunteers = [{ name: 'Paolo', telephone: '+393475556677', address: 'p@x.example' }];
    const content = { municipality, language: 'it' as const, recipient: lead, request, volunteers };
    const { subject } = composeEmail({ ...content, kind: 'dispatch_to_lead' }, links);
    expect(subject).toContain('inviata a 1 volontario:');
  });
});

describe('receipt_to_requester', () => {
  it('gives the reference, the status page, what happens now, and 112', () => {
    const { text, html } = compose('receipt_to_requester');
    const status = 'https://aiuto.comune.example/esempio/richiesta/K7M4-2XHD?chiave=s3greto%2F%2B%26';
    expect(text).toContain(`\n${status}\n`);
    expect(html).toContain(`href="${status}"`);
    expect(text).toContain('Codice: K7M4-2XHD');
    expect(text).toContain('CHE COSA SUCCEDE ADESSO');
    expect(html).toContain('href="tel:112"');
  });
});

describe('no_volunteer_to_operator', () => {
  it('leads to the request', () => {
    const { text, subject } = compose('no_volunteer_to_operator');
    expect(subject).toBe('Nessun volontario per la richiesta K7M4-2XHD: Spesa a domicilio, Centro');
    expect(text).toContain(`\nhttps://aiuto.comune.example/esempio/console/richieste/${request.id}\n`);
    expect(text).toContain('Codice: K7M4-2XHD\nTipo di aiuto: Spesa a domicilio\nZona: Centro\n');
  });
});

describe('links', () => {
  it('keep the path of the public address and escape what they are given', () => {
    const under = createLinks('https://comune.example/aiuto/', { invitation: (id) => `${id}+/`, contacts: String });
    expect(under.console('esempio')).toBe('https://comune.example/aiuto/esempio/console');
    expect(under.request('esempio', '../x')).toBe('https://comune.example/aiuto/esempio/console/richieste/..%2Fx');
    expect(under.acceptInvitation('x')).toBe('https://comune.example/aiuto/entra/invito?chiave=x%2B%2F');
  });
});

/** What a reader of the HTML sees, with what its links lead to, as one line. */
async function readHtml(html: string): Promise<string> {
  const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href?.replaceAll('&amp;', '&'));
  const { text } = await simpleParser(`Content-Type: text/html; charset=utf-8\n\n${html}`);
  return [toWords(text ?? ''), ...hrefs].join(' ');
}

const toWords = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Lines of the text without the marks that only plain text needs. */
function readText({ text }: ComposedEmail): string[] {
  return text
    .split('\n')
    .map((line) => toWords(line.replace(/^(→|•|>|--)/, '')))
    .filter((line) => line !== '');
}
