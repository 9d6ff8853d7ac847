import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, test } from 'vitest';
import { judgePassword, passwordLength } from '../../src/domain/password.ts';

const owner = {
  email: 'maria.bianchi@comune.rivalta.example',
  name: 'Maria Bianchi',
  municipalities: ['Comune di Rivalta'],
};
const judge = (password: string) => judgePassword(password, owner);

describe('a new password', () => {
  test.each([
    'tre gatti neri sul tetto',
    'cavallo batteria graffetta',
    'uW7-kp2Rz_9qLx',
    'zxq83kdm29vh',
    '日本語のとても長い合言葉です',
    'il treno delle 8 e 15',
  ])('«%s» is taken', (password) => {
    expect(judge(password)).toBeUndefined();
  });

  test.each([
    ['undici-11ch', 'too_short'],
    // Six emoji are twelve units of UTF-16, and six characters.
    ['😀😁😂🤣😃😄', 'too_short'],
    [`${'tre gatti neri '.repeat(9)}`, 'too_long'],
    ['aaaaaaaaaaaaaa', 'repetitive'],
    ['121212121212', 'repetitive'],
    ['Ab1!Ab1!Ab1!Ab', 'repetitive'],
    ['password2026!', 'common'],
    ['P4ssw0rd-P4ssw0rd', 'common'],
    ['123456789012', 'common'],
    ['abcdefghijklm', 'common'],
    ['qwertyuiopasdf', 'common'],
    ['987654321987', 'common'],
    ['Benvenuto2026!', 'common'],
    ['amoremio1985', 'common'],
    ['Forza-Juventus-99', 'common'],
    ['easycare-easycare', 'common'],
    ['Settembre2026', 'common'],
    ['correct horse battery staple', 'common'],
    ['mariabianchi', 'about_you'],
    ['M4ria.B1anchi!', 'about_you'],
    ['rivalta-2026-rivalta', 'about_you'],
    ['bianchi123456', 'about_you'],
  ])('«%s» is %s', (password, problem) => {
    expect(judge(password)).toBe(problem);
  });

  // The 3,000 most used that are long enough, which ASVS 5.0, 6.2.4 asks for, are among them.
  test('that leaks had often is refused, however long', () => {
    const longEnough = (dictionary['passwords-common'] ?? []).filter((one) => one.length >= passwordLength.shortest);
    expect(longEnough.length).toBeGreaterThan(100);
    for (const word of longEnough) expect(judge(String(word)), String(word)).toBeDefined();
    expect(judge('abracadabra1999')).toBe('common');
  });

  test('of somebody else may have the name in it', () => {
    expect(judge('rivalta-zq8-rivalta')).toBe('about_you');
    expect(judgePassword('rivalta-zq8-rivalta', { email: 'ugo@altrove.example', name: 'Ugo' })).toBeUndefined();
  });

  test('is judged at once, however it is made', () => {
    const started = performance.now();
    judge('ab'.repeat(64));
    judge('abcd1234'.repeat(16));
    judge('password'.repeat(16));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
