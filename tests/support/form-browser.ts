import { read, type Visited } from '../web/pages/visit.ts';
import { json, publicUrl, type TestWeb } from './web.ts';

export type FormBrowser = ReturnType<typeof openFormBrowser>;

/** A browser without scripts that keeps its cookies, as `visitorOf` does not. */
export function openFormBrowser(web: TestWeb, userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0') {
  const cookies = new Map<string, string>();
  const headers = () => ({
    origin: publicUrl,
    'user-agent': userAgent,
    ...(cookies.size > 0 && { cookie: cookieHeader() }),
  });
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const keep = (answer: Response): Response => {
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  return {
    cookies,
    /** The request's headers as sign-in itself gets them. */
    asHeaders: () => new Headers(headers()),
    async open(path: string): Promise<Visited> {
      return await read(keep(await web.app.request(path, { headers: headers() })));
    },
    async send(path: string, fields: Record<string, string>): Promise<Visited> {
      const body = new URLSearchParams(fields);
      return await read(keep(await web.app.request(path, { method: 'POST', headers: headers(), body })));
    },
    async post(path: string, body?: unknown): Promise<Response> {
      return keep(await web.app.request(path, json('POST', body, headers())));
    },
    async get(path: string): Promise<Response> {
      return keep(await web.app.request(path, { headers: headers() }));
    },
  };
}
