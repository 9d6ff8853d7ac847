import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPdfText } from '../../support/pdf-text.ts';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { filledIn, visitorOf } from './visit.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web.close());

async function openReceipt(over: Record<string, string> = {}) {
  const citizen = visitorOf(web);
  const { location } = await citizen.send('/esempio/richiesta', filledIn(randomUUID(), over));
  const { html, text } = await citizen.open(location);
  const path = /href="([^"]*ricevuta\.pdf[^"]*)"/.exec(html)?.[1] ?? '';
  const answer = await web.app.request(path.replaceAll('&amp;', '&'));
  const pdf = Buffer.from(await answer.arrayBuffer());
  return { answer, pdf, reference: /Codice della richiesta ([\w-]+)/.exec(text)?.[1] ?? '' };
}

test('the receipt says what was asked, what happens now and whom to call, letters of other languages too', async () => {
  const typed = {
    givenName: 'Șerban',
    familyName: 'Łukić-Đorđević',
    address: 'Via Libertà 3',
    description: 'Il pane.',
  };
  const { answer, pdf, reference } = await openReceipt({
    ...typed,
    preferredPart: 'morning',
    preferredDate: tomorrow(),
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="ricevuta-${reference}.pdf"`);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const text = readPdfText(pdf);
  const said = ['Șerban Łukić-Đorđević', 'Via Libertà 3', 'Il pane.', 'Spesa', ', mattina', '+39 333 123 4567'];
  for (const words of [reference, ...said, 'Comune di Esempio', '+39 055 000100', '112']) expect(text).toContain(words);
});

test('it can be read aloud: tagged, in Italian, with a title', async () => {
  const raw = (await openReceipt()).pdf.toString('latin1');
  expect(raw).toMatch(/^%PDF-1\.7/);
  for (const mark of ['/MarkInfo', '/StructTreeRoot', '/Lang (it)', '/DisplayDocTitle true', '/S /H1']) {
    expect(raw).toContain(mark);
  }
});

test('words without end, lines without number and signs of no font make a receipt all the same', async () => {
  for (const description of ['a'.repeat(1000), Array(500).fill('b').join('\n'), '日本語 😀 مرحبا \u200d']) {
    const { answer, pdf } = await openReceipt({ description });
    expect(answer.status).toBe(200);
    expect(pdf.subarray(-6).toString()).toContain('%%EOF');
  }
});

function tomorrow(): string {
  return new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
}
