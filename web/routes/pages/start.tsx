import { Hono } from 'hono';
import { listMunicipalities } from '../../../src/db/municipalities.ts';
import type { WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { StartPage } from '../../pages/start-page.tsx';

export function createStartPages({ db, now }: WebDependencies) {
  return new Hono<WebEnv>().get('/', async (c) => {
    const municipalities = await listMunicipalities(db);
    const [only, ...others] = municipalities;
    if (only !== undefined && others.length === 0) return c.redirect(`/${only.slug}`);
    return renderPage(c, <StartPage municipalities={municipalities} />, { now: now() });
  });
}
