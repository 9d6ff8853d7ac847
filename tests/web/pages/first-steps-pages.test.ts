import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readQrCode } from '../../support/qr-code.ts';
import { addressOf, openTestWeb, publicUrl, type TestWeb } from '../../support/web.ts';
import { type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let olga: Visitor;
let ugo: Visitor;
const path = '/esempio/console/impostazioni/primi-passi';

beforeAll(async () => {
  web = await openTestWeb();
  olga = visitorOf(web, await web.signInAs('Olga'));
  ugo = visitorOf(web, await web.signInAs('Ugo'));
});
afterAll(() => web.close());

/** What stands at a step: its state and its words. */
function stepIn(html: string, title: string): string {
  const step = html.split('<li>').find((one) => one.includes(`<h2>${title}</h2>`)) ?? '';
  return step
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('«Primi passi»', () => {
  test('says what is there and what is missing, with the way to it', async () => {
    const page = await olga.open(path);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Mancano ancora 2 cose');
    expect(stepIn(page.html, 'I volontari')).toMatch(/^Fatto/);
    expect(stepIn(page.html, 'Gli operatori')).toMatch(/^Fatto .*3 persone/);
    expect(stepIn(page.html, 'Le email')).toMatch(new RegExp(`^Da fare .*${addressOf('Olga')}`));
    expect(stepIn(page.html, 'Il collegamento sul portale')).toMatch(/^Da fare/);
    for (const [, href] of page.html.matchAll(/<a href="(\/esempio\/console\/[^"]+)">Vai/g)) {
      expect((await olga.open(href ?? '')).status).toBe(200);
    }
  });

  test('asks who is alone to invite somebody', async () => {
    const page = await ugo.open('/altrove/console/impostazioni/primi-passi');
    expect(stepIn(page.html, 'Gli operatori')).toMatch(/^Da fare .*c&#39;è solo Lei: inviti/);
  });

  test('is shown the way to from a console that is still empty, to administrators alone', async () => {
    expect((await olga.open('/esempio/console')).html).toContain(`href="${path}"`);
    const piero = visitorOf(web, await web.signInAs('Piero'));
    expect((await piero.open('/esempio/console')).html).not.toContain(path);
  });
});

describe('the email of trial', () => {
  test('is queued for who asks, once a minute, and its end is told', async () => {
    const start = vi.spyOn(web.deps.delivery, 'startLetter');
    const sent = await olga.send(`${path}/email-di-prova`, {});
    expect([sent.status, sent.location]).toEqual([303, `${path}?esito=queued`]);
    expect(start).toHaveBeenCalledOnce();
    const page = await olga.open(sent.location);
    expect(page.text).toContain('è stata preparata');
    expect(stepIn(page.html, 'Le email')).toMatch(/^Da fare .*in coda/);
    expect((await olga.send(`${path}/email-di-prova`, {})).location).toBe(`${path}?esito=too_soon`);
    expect(start).toHaveBeenCalledOnce();
    await sql`update email set state = 'failed' where kind = 'test_to_operator'`.execute(web.db);
    expect(stepIn((await olga.open(path)).html, 'Le email')).toMatch(/^Da fare .*non è riuscita/);
    await sql`
      update email set state = 'sent', sent_at = now() where kind = 'test_to_operator'`.execute(web.db);
    expect(stepIn((await olga.open(path)).html, 'Le email')).toMatch(/^Fatto/);
  });
});

describe('«Sul portale»', () => {
  const portal = '/esempio/console/impostazioni/portale';

  test('has a link to paste that works', async () => {
    const { html } = await olga.open(portal);
    const snippet = /<textarea[^>]*>([^<]+)</
      .exec(html)?.[1]
      ?.replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>');
    expect(snippet?.trim()).toBe(`<a href="${publicUrl}/esempio">Richiesta di aiuto</a>`);
    expect((await olga.open('/esempio')).status).toBe(200);
  });

  test('has a QR code that a camera reads, as a picture of its own', async () => {
    const answer = await olga.open(`${portal}/qr.svg`);
    expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('richiesta-di-aiuto-esempio.svg');
    expect(readQrCode(answer.html)).toBe(`${publicUrl}/esempio`);
    expect(answer.html).toMatch(/^<svg[^>]* xmlns="http:/);
  });

  test('has a poster with the code, the address and the telephone', async () => {
    const page = await olga.open(`${portal}/manifesto`);
    expect(page.text).toContain('Ha bisogno di aiuto?');
    expect(page.text).toContain(`${publicUrl.replace('http://', '')}/esempio`);
    expect(page.html).toMatch(/<article class="ec-poster">.*href="tel:/s);
    expect(readQrCode(page.html.slice(page.html.indexOf('<article')))).toBe(`${publicUrl}/esempio`);
  });
});
