import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import { countOpenOffers, eraseVolunteer } from '../../../src/db/erase-volunteer.ts';
import {
  changeOwn,
  findOwnVolunteer,
  listOwnOffers,
  type Own,
  type OwnVolunteer,
  pauseOwn,
  resumeOwn,
} from '../../../src/db/own-volunteer.ts';
import { withHeld } from '../../../src/domain/comune-lists.ts';
import { pauseDays, readPause } from '../../../src/domain/pause.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { formatTelephone, telephone } from '../../../src/domain/telephone.ts';
import { characteristics, checkCharacteristics } from '../../../src/domain/volunteer.ts';
import { loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { type AreaFlash, type AreaProps, areaFlashes, VolunteerAreaPage } from '../../pages/volunteer-area-page.tsx';
import { GoodbyePage, LeavePage } from '../../pages/volunteer-leave-pages.tsx';
import { areaPath, takeVolunteerCookie } from '../../volunteer-session.ts';
import {
  readCharacteristicValues,
  toCharacteristicErrors,
  toCharacteristics,
  toCharacteristicValues,
} from './characteristic-values.ts';
import { readVersion } from './correction-values.ts';
import { readFormBody } from './form-body.ts';
import { toFieldErrors } from './request-values.ts';
import { requireVolunteer, type VolunteerEnv } from './require-volunteer.tsx';

/** What the form of the volunteer's own data sends. */
const ownData = z.object({ telephone, ...characteristics.shape });

/** A volunteer's own page, behind the session that a link began. */
export function createVolunteerAreaPages(deps: WebDependencies) {
  const { db, config } = deps;
  const entered = [loadMunicipality(deps), requireVolunteer(deps), offerHeld] as const;
  const today = () => dayInItaly(deps.now());
  const ownOf = ({ municipalityId, id }: OwnVolunteer): Own => ({ municipalityId, volunteerId: id });

  return new Hono<VolunteerEnv>()
    .get('/', ...entered, (c) => {
      const flash = areaFlashes.find((code) => code === c.req.query('esito'));
      return renderArea(c, c.var.volunteer, { flash });
    })
    .post('/dati', ...entered, async (c) => {
      const { municipality, volunteer } = c.var;
      const form = await readFormBody(c);
      const typed = { ...readCharacteristicValues(form), telephone: form.text('telephone') };
      const parsed = ownData.safeParse({ ...toCharacteristics(typed), telephone: typed.telephone });
      const found = parsed.error ? toFieldErrors(parsed.error) : checkCharacteristics(parsed.data, municipality);
      const errors = toCharacteristicErrors(textsOf(c), found, form, ['telephone']);
      if (!parsed.success || errors.length > 0) return renderArea(c, volunteer, { values: typed, errors }, 422);

      const { telephone: number, ...given } = parsed.data;
      const change = { version: readVersion(form) ?? 0, telephone: number, characteristics: given };
      const saved = await changeOwn(db, ownOf(volunteer), change);
      if (saved !== 'stale') return goBack(c, 'salvato');
      const current = (await findOwnVolunteer(db, ownOf(volunteer))) ?? volunteer;
      return renderArea(c, current, { stale: true }, 409);
    })
    .post('/pausa', ...entered, async (c) => {
      const { volunteer } = c.var;
      const typed = (await readFormBody(c)).text('pausedUntil');
      const pause = readPause(typed, today());
      if ('problem' in pause) {
        const errors = [{ name: 'pausedUntil', message: textsOf(c)(`volunteerArea:pause.${pause.problem}`) }];
        return renderArea(c, volunteer, { until: typed, errors }, 422);
      }
      await pauseOwn(db, ownOf(volunteer), pause.until);
      return goBack(c, 'pausa');
    })
    .post('/ripresa', ...entered, async (c) => {
      await resumeOwn(db, ownOf(c.var.volunteer));
      return goBack(c, 'ripresa');
    })
    .get('/lascia', ...entered, async (c) => {
      const { municipality, volunteer } = c.var;
      const page = <LeavePage municipality={municipality} openOffers={await countOpenOffers(db, volunteer.id)} />;
      return renderPage(c, page, { now: deps.now() });
    })
    .post('/lascia', ...entered, async (c) => {
      const { municipality, volunteer } = c.var;
      await eraseVolunteer(db, municipality.id, volunteer.id);
      takeVolunteerCookie(c, { ...config, municipality });
      return c.redirect(`${areaPath(municipality.slug)}/arrivederci`, 303);
    })
    .get('/arrivederci', loadMunicipality(deps), (c) =>
      renderPage(c, <GoodbyePage municipality={c.var.municipality} />, { now: deps.now() }),
    );

  function goBack(c: Context<VolunteerEnv>, flash: AreaFlash): Response {
    return c.redirect(`${areaPath(c.var.municipality.slug)}?esito=${flash}`, 303);
  }

  async function renderArea(
    c: Context<VolunteerEnv>,
    volunteer: OwnVolunteer,
    shown: Partial<AreaProps>,
    status: 200 | 409 | 422 = 200,
  ) {
    const { first, last } = pauseDays(today());
    const { pausedUntil } = volunteer;
    const props: AreaProps = {
      municipality: c.var.municipality,
      volunteer,
      offers: await listOwnOffers(db, ownOf(volunteer)),
      values: {
        ...toCharacteristicValues(volunteer.characteristics),
        telephone: formatTelephone(volunteer.telephone),
      },
      until: pausedUntil === null || pausedUntil === 'infinity' ? '' : pausedUntil,
      errors: [],
      firstDay: first,
      lastDay: last,
      ...shown,
    };
    return renderPage(c, <VolunteerAreaPage {...props} />, { status, now: deps.now() });
  }
}

/** What the volunteer has stays in the form, though the Comune may have retired it. Goes after `requireVolunteer`. */
const offerHeld = createMiddleware<VolunteerEnv>(async (c, next) => {
  c.set('municipality', withHeld(c.var.municipality, c.var.volunteer.characteristics));
  await next();
});
