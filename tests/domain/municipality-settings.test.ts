import { describe, expect, it } from 'vitest';
import { detectLogoType } from '../../src/domain/logo.ts';
import { footerLinks, helpText } from '../../src/domain/municipality-settings.ts';

const faqOf = (faq: string) => footerLinks.safeParse({ faq });

describe('a link of the footer', () => {
  it.each([
    ['https://www.comune.example/faq', 'https://www.comune.example/faq'],
    ['  HTTPS://WWW.Comune.Example  ', 'https://www.comune.example/'],
    ['https://www.comune.example/perché?a=<b>', 'https://www.comune.example/perch%C3%A9?a=%3Cb%3E'],
    ['https://www.comune.example/@utente', 'https://www.comune.example/@utente'],
    ['', null],
    ['   ', null],
  ])('is kept as browsers write it: %j', (typed, kept) => {
    expect(faqOf(typed).data?.faq).toBe(kept);
  });

  it.each([
    'http://www.comune.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '//www.comune.example',
    'www.comune.example',
    'https://localhost/',
    'https://10.0.0.1/',
    'https://www.comune.example@altrui.example/',
    'https://',
    `https://www.comune.example/${'é'.repeat(100)}`,
  ])('is refused: %s', (typed) => {
    expect(faqOf(typed).success).toBe(false);
  });
});

it('the Comune’s own words are 600 characters in lines at most, or none', () => {
  expect(helpText.parse(' Uno\r\ndue ')).toBe('Uno\ndue');
  expect(helpText.parse(' \n ')).toBeNull();
  expect(helpText.parse('à'.repeat(600))).toHaveLength(600);
  expect(helpText.safeParse('à'.repeat(601)).success).toBe(false);
  expect(helpText.safeParse('a\u0000b').success).toBe(false);
});

describe('what a picture is', () => {
  it.each([
    ['image/png', '\x89PNG\r\n\x1a\nIHDR'],
    ['image/jpeg', '\xff\xd8\xff\xe0JFIF'],
    ['image/webp', 'RIFF\x10\0\0\0WEBPVP8 '],
    [undefined, '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    [undefined, 'GIF89a'],
    [undefined, 'RIFF\x10\0\0\0WAVEfmt '],
    [undefined, '\x89PNG'],
    [undefined, ''],
  ])('is said by its first bytes: %s', (type, bytes) => {
    expect(detectLogoType(Buffer.from(bytes, 'latin1'))).toBe(type);
  });
});
