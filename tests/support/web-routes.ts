import type { createApp } from '../../web/app.ts';

export type WebRoute = { method: string; path: string };

/** Every route that answers something, once; what is for all methods is middleware. */
export function listRoutes(app: Pick<ReturnType<typeof createApp>, 'routes'>): WebRoute[] {
  const routes = app.routes
    .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
    .map(({ method, path }) => [`${method} ${path}`, { method, path }] as const);
  return [...new Map(routes).values()];
}

/** A route's parameters with these values. @throws where one has none, so that a new parameter is not left out */
export function fillPath(path: string, values: Record<string, string>): string {
  return path.replace(/:([a-z]+)(\{[^}]+\})?/gi, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for :${name} of ${path}`);
    return value;
  });
}

/** What only operators of the Comune may open. */
export function isForOperators({ method, path }: WebRoute): boolean {
  if (path.startsWith('/:comune/console')) return true;
  return path.startsWith('/api/v1/:comune/help-requests') && !(method === 'POST' && path.endsWith('/help-requests'));
}
