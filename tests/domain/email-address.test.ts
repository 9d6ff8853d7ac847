import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailAddress, isPlainAddress } from '../../src/domain/email-address.ts';

/** What the database takes for an address, and so what no accepted one may miss. */
const inDatabase = /^[^\s@,;<>()"]+@[^\s@,;<>()"]+$/;
const plain = /^[\w.'+-]+@[A-Za-z0-9.-]+$/;

describe('an email address', () => {
  it.each(['a@b.it', "o'neill+spesa@posta.comune.example", 'maria.rossi_1@esempio-uno.example'])(
    'is «%s»',
    (address) => {
      expect(emailAddress.parse(address)).toBe(address);
      expect(isPlainAddress(address)).toBe(true);
    },
  );

  it.each([
    ['two of them', 'a@b.it, c@d.it'],
    ['two without a space', 'a@b.it,c@d.it'],
    ['two with a semicolon', 'a@b.it;c@d.it'],
    ['two with a space', 'a@b.it c@d.it'],
    ['a group', 'amici: a@b.it, c@d.it;'],
    ['a display name', 'Anna <a@b.it>'],
    ['brackets', '<a@b.it>'],
    ['a quoted local part', '"a@evil.it,b"@c.it'],
    ['a comment', 'a(c@d.it)@b.it'],
    ['a header after it', 'a@b.it\r\nBcc: c@d.it'],
    ['a line feed within', 'a@b\n.it'],
    ['a NUL', 'a@b.it\0'],
    ['an accent', 'perché@b.it'],
    ['a domain that is not ASCII', 'a@è.it'],
    ['a wide at sign', 'a＠b.it'],
    ['a wide comma', 'a@b.it，c@d.it'],
    ['a right-to-left mark', 'a\u202e@b.it'],
    ['two at signs', 'a@b@c.it'],
    ['an address of a machine', 'a@[127.0.0.1]'],
    ['no domain', 'a@'],
    ['a percent route', 'a%evil.it@b.it'],
    ['an exclamation route', 'evil.it!a@b.it'],
    ['a domain of one label', 'a@localhost'],
  ])('is none with %s', (_, typed) => {
    expect(emailAddress.safeParse(typed).success).toBe(false);
    expect(isPlainAddress(typed)).toBe(false);
  });

  it('is cut free of the space around it, but only plain without', () => {
    expect(emailAddress.parse('  a@b.it\r\n')).toBe('a@b.it');
    expect(isPlainAddress(' a@b.it')).toBe(false);
  });

  it('has 254 characters at most', () => {
    const ofLength = (length: number) =>
      `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}${'c'.repeat(length - 248)}`;
    expect(ofLength(254)).toHaveLength(254);
    expect(isPlainAddress(ofLength(254))).toBe(true);
    expect(isPlainAddress(ofLength(255))).toBe(false);
  });

  it.each([[['a@b.it']], [{}], [1], [null], [undefined]])('is none where there is no text: %j', (typed) => {
    expect(emailAddress.safeParse(typed).error?.issues[0]?.message).toBe('validation.required');
  });

  it('is never more than one plain address, whatever is put into, before and after a right one', () => {
    const signs = fc.constantFrom(...',;:<>()"\'\\@ \t\r\n\0%!|[]èß，＠\u202e', 'c@d.it', ', c@d.it', 'g:a@b.it;');
    const composed = fc
      .tuple(
        fc.constantFrom('anna@esempio.it', 'a.b+c@d-e.example'),
        fc.array(fc.tuple(fc.nat(20), signs), { maxLength: 4 }),
      )
      .map(([address, put]) =>
        put.reduce<string>((text, [at, sign]) => text.slice(0, at) + sign + text.slice(at), address),
      );
    fc.assert(
      fc.property(fc.oneof(composed, fc.string({ unit: 'binary' }), fc.emailAddress()), (typed) => {
        const { data } = emailAddress.safeParse(typed);
        if (data === undefined) return;
        expect(data).toMatch(plain);
        expect(data).toMatch(inDatabase);
        expect(data).toBe(typed.trim());
      }),
      { numRuns: 3000 },
    );
  });
});
