import { expect } from 'vitest';
import { publicUrl, type TestWeb } from '../../support/web.ts';

/** A page as a browser gets it. */
export type Visited = { status: number; html: string; text: string; title: string; location: string; headers: Headers };

/** A browser without scripts: it opens pages and sends forms, signed in or not. */
export function visitorOf(web: TestWeb, cookie?: string) {
  const headers = { origin: publicUrl, ...(cookie !== undefined && { cookie }) };
  return {
    async open(path: string): Promise<Visited> {
      return await read(await web.app.request(path, { headers }));
    },
    async send(path: string, fields: Record<string, string | string[]>): Promise<Visited> {
      const body = new URLSearchParams(
        Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
      );
      return await read(await web.app.request(path, { method: 'POST', headers, body }));
    },
  };
}
export type Visitor = ReturnType<typeof visitorOf>;

export async function read(answer: Response): Promise<Visited> {
  const html = await answer.text();
  // A sentence that the language files lack shows as its key, and a value that is missing as its place.
  expect(html).not.toMatch(
    /(account|audit|citizen|console|contacts|domain|information|erasure|language|members|quick|rating|settings|site|statistics|undo|validation|volunteer|volunteers|volunteerArea|volunteerImport|characteristics|withdrawal|live):[a-z]|[>"](validation|domain)\.[a-z]+[<"]|\{\{|undefined/i,
  );
  return {
    status: answer.status,
    html,
    text: textOf(html),
    title: decodeEntities(/<title>(.*?)<\/title>/s.exec(html)?.[1] ?? ''),
    location: answer.headers.get('location') ?? '',
    headers: answer.headers,
  };
}

/** What people read of a page, on one line. */
function textOf(html: string): string {
  const body = html.replace(/<(script|style|title)[^>]*>.*?<\/\1>/gs, '').replace(/<[^>]+>/g, ' ');
  return decodeEntities(body).replace(/\s+/g, ' ');
}

function decodeEntities(html: string): string {
  return html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}

/** What stands in the field of this name: written, chosen or ticked. */
export function fieldIn({ html }: Visited, name: string): string | undefined {
  const select = new RegExp(`<select[^>]*name="${name}".*?</select>`, 's').exec(html)?.[0];
  if (select !== undefined) return /<option value="([^"]*)" selected/.exec(select)?.[1] ?? '';
  const area = new RegExp(`<textarea[^>]*name="${name}"[^>]*>\\n?(.*?)</textarea>`, 's').exec(html)?.[1];
  if (area !== undefined) return decodeEntities(area);
  const inputs = [...html.matchAll(/<input[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => tag.includes(`name="${name}"`));
  const chosen = inputs.find((tag) => !/type="(radio|checkbox)"/.test(tag) || / checked/.test(tag));
  return chosen === undefined ? undefined : decodeEntities(/value="([^"]*)"/.exec(chosen)?.[1] ?? '');
}

/** The message that stands at a field. */
export function errorAt({ html }: Visited, name: string): string | undefined {
  const found = new RegExp(`id="campo-${name}-errore">(.*?)</p>`, 's').exec(html)?.[1];
  return found === undefined ? undefined : textOf(found).trim();
}

/** The form of a citizen, filled in right; `over` makes it wrong. */
export function filledIn(key: string, over: Record<string, string | string[]> = {}): Record<string, string | string[]> {
  return {
    idempotencyKey: key,
    channel: 'citizen',
    givenName: 'Ada',
    familyName: 'Zorzi',
    telephone: '333 123 4567',
    email: '',
    address: 'Via dei Mille 12',
    zone: 'centro',
    need: 'spesa',
    preferredDate: '',
    preferredPart: '',
    description: 'Mi serve la spesa.',
    privacyNoticeRead: 'yes',
    ...over,
  };
}
