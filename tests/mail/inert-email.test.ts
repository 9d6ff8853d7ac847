import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailKinds } from '../../src/domain/mail.ts';
import { composeEmail } from '../../src/mail/compose-email.ts';
import { compose, lead, links, makeContent, plain, request, toDigits } from './compose-fixture.ts';

describe.each(emailKinds)('%s', (kind) => {
  it('keeps whatever people write inert', () => {
    const nasty = fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
        fc.constantFrom('<script>', '</p>', '"', "'", ' onclick="', '<a href="https://evil.example">', '&lt;', '<!--'),
        fc.constantFrom('\r\n', '\n', '\u2028', '\u0085', '\nTelefono: +39 000', '\n> ', '\nBcc: evil@x.example'),
        fc.constantFrom('{{name}}', '$t(email:service)', '$&', '\u202e', '\u2066', '\0'),
      ),
      { maxLength: 8 },
    );
    const written = fc.record({
      name: nasty.map((parts) => `N${parts.join('')}`),
      address: nasty.map((parts) => `A${parts.join('')}`),
      description: nasty.map((parts) => `D${parts.join('')}`),
      label: nasty.map((parts) => parts.join('')),
    });
    const bland = compose(kind, { name: 'N', address: 'A', description: 'D', label: '' });
    const outline = readOutline(bland.text);
    fc.assert(
      fc.property(written, (people) => {
        const { subject, text, html } = compose(kind, people);
        expect(readMarkup(html)).toEqual(readMarkup(bland.html));
        expect(readOutline(text).map((line, i) => line.slice(0, outline[i]?.length))).toEqual(outline);
        expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(text + html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what people write', () => {
  it('is repeated to the letter, whatever else its characters mean', () => {
    const name = `O'Hara & <b>{{name}}</b> $t(email:service) $& "x"`;
    const { text, html } = compose('request_to_volunteer', { ...plain, name, label: ` ${name}` });
    expect(text).toContain(`Nome: ${name}\n`);
    expect(text).toContain(`Gentile Lucia Però ${name},\n`);
    expect(html).toContain('O&#39;Hara &amp; &lt;b&gt;{{name}}&lt;/b&gt; $t(email:service) $&amp; &quot;x&quot;</td>');
  });

  it('keeps its lines, each marked as a quotation', () => {
    const { text } = compose('request_to_volunteer', { ...plain, description: 'uno\n\nTelefono: 1\u2028> tre' });
    expect(text).toContain('\n> uno\n>\n> Telefono: 1\n> > tre\n');
  });
});

describe('personal data', () => {
  const canaries = [request.name, 'Canarin', '3331234567', request.address, 'campanello', 'Anna', '9876543', 's3greto'];

  it.each(['new_requests_to_operator', 'no_volunteer_to_operator'] as const)('stays out of %s', (kind) => {
    // A content can't hold it by its type; one that was read too widely can.
    const content = makeContent(kind);
    Object.assign(content, { request, lead, secret: 's3greto', volunteers: [lead] });
    const { subject, text, html, replyTo } = composeEmail(content, links);
    expect(replyTo).toBeUndefined();
    for (const canary of canaries) expect(subject + text + html).not.toContain(canary);
    expect(toDigits(text)).not.toContain('3331234567');
  });

  it('stays out of the receipt: who typed this address may not be who reads it', () => {
    const { subject, text, html } = compose('receipt_to_requester');
    for (const canary of ['Lucia', 'Giuseppe', 'Canarin']) expect(subject + text + html).not.toContain(canary);
  });

  it('stays out of every subject', () => {
    for (const kind of emailKinds) {
      for (const canary of canaries) expect(compose(kind).subject).not.toContain(canary);
    }
  });
});

/** The tags of the page with their attributes; the description's lines, as many as they may be, count as one. */
function readMarkup(html: string): string[] {
  return (html.match(/<[^>]*>/g) ?? []).filter((tag, i, tags) => tag !== '<br/>' || tags[i - 1] !== tag);
}

/** How the lines of the text begin, those of the quotation left out. */
function readOutline(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .map((line) => line.slice(0, 12));
}
