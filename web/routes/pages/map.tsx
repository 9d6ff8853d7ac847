import { text } from 'node:stream/consumers';
import { type Context, Hono } from 'hono';
import type { TFunction } from 'i18next';
import { readZoneShapes, replaceZoneShapes } from '../../../src/db/zone-shapes.ts';
import { longestShapesFile, mostPoints, readShapes, type ShapesReading } from '../../../src/domain/zone-shapes.ts';
import { settingsPath } from '../../components/settings-frame.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { type MapFlash, mapFlashes, SettingsMapPage } from '../../pages/settings-map-page.tsx';
import { type Received, receiveFile } from '../../upload.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

type Refused = Exclude<ShapesReading | Received, { kind: 'read' | 'received' }>;

/** «Mappa»: the file with the outlines of the zones. */
export function createMapPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => await renderMap(c))
    .post('/', ...signedIn, async (c) => {
      const { id, zones } = c.var.municipality;
      const received = await receiveFile(c.req.raw, 'file', longestShapesFile);
      if (received.kind !== 'received') return await renderMap(c, received);
      const { upload } = received;
      try {
        const reading = readShapes(await text(upload.read()), zones);
        if (reading.kind !== 'read') return await renderMap(c, reading);
        await replaceZoneShapes(deps.db, id, reading.shapes);
        return back(c, 'saved');
      } finally {
        await upload.discard();
      }
    })
    .post('/togli', ...signedIn, async (c) => {
      await replaceZoneShapes(deps.db, c.var.municipality.id, []);
      return back(c, 'removed');
    });

  function back(c: Context<OperatorEnv>, flash: MapFlash): Response {
    return c.redirect(`${settingsPath(c.var.municipality.slug, 'map')}?esito=${flash}`, 303);
  }

  async function renderMap(c: Context<OperatorEnv>, refused?: Refused): Promise<Response> {
    const { municipality, operator } = c.var;
    const page = (
      <SettingsMapPage
        municipality={municipality}
        operator={operator}
        shapes={await readZoneShapes(deps.db, municipality.id)}
        error={refused && tellProblem(textsOf(c), refused)}
        flash={mapFlashes.find((one) => one === c.req.query('esito') && refused === undefined)}
      />
    );
    const status = refused === undefined ? 200 : refused.kind === 'too_large' ? 413 : 422;
    return await renderPage(c, page, { status, now: deps.now() });
  }
}

/** The codes are the file's own words: the page escapes them, and shows the first of them. */
function tellProblem(t: TFunction, refused: Refused): string {
  const codes = 'codes' in refused ? refused.codes.slice(0, 10).map((code) => code.slice(0, 40)) : [];
  return t(`settings:map.problem.${refused.kind}`, {
    count: longestShapesFile / 1024 / 1024,
    points: mostPoints,
    codes: codes.join(', '),
  });
}
