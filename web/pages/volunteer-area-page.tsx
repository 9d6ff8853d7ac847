import type { Municipality } from '../../src/db/municipalities.ts';
import type { OwnOffer, OwnVolunteer } from '../../src/db/own-volunteer.ts';
import { Alert } from '../components/alert.tsx';
import { CharacteristicFields, type CharacteristicValues } from '../components/characteristic-fields.tsx';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { OwnOffers } from '../components/own-offers.tsx';
import { usePage } from '../components/page-context.tsx';
import { PausePanel } from '../components/pause-panel.tsx';
import { TextField } from '../components/text-field.tsx';
import { VolunteerState } from '../components/volunteer-state.tsx';
import { areaPath } from '../volunteer-session.ts';

/** What was just done, as the address says it: a code, never text. */
export const areaFlashes = ['salvato', 'pausa', 'ripresa'] as const;
export type AreaFlash = (typeof areaFlashes)[number];

export type AreaProps = {
  municipality: Municipality;
  volunteer: OwnVolunteer;
  offers: OwnOffer[];
  values: CharacteristicValues & { telephone: string };
  /** What the pause's field holds. */
  until: string;
  errors: FormErrors;
  flash?: AreaFlash | undefined;
  /** Whether somebody else changed the data while these were written. */
  stale?: boolean;
  firstDay: string;
  lastDay: string;
};

/** A volunteer's own page: how they stand, what they were asked, a pause, their data, and the way out. */
export const VolunteerAreaPage = (props: AreaProps) => {
  const { t } = usePage();
  const { municipality, volunteer, errors, flash } = props;
  const path = areaPath(municipality.slug);
  const labelOf = (name: string) => (name === 'form' ? t('volunteerArea:details.title') : labelOfField(t, name));
  return (
    <Document title={t('volunteerArea:area.title')} wrong={errors.length > 0} municipality={municipality}>
      <div class="container-xxl ec-page ec-page--form ec-volunteer-area">
        <h1>{t('volunteerArea:area.title')}</h1>
        <form class="ec-volunteer-area__account" method="post" action={`${path}/esci`}>
          <span>
            {volunteer.givenName} {volunteer.familyName}
          </span>
          <button type="submit" class="btn btn-outline-primary btn-sm">
            {t('volunteerArea:area.signOut')}
          </button>
        </form>
        {flash === undefined ? null : (
          <Alert kind="success" takesFocus>
            <p>{t(`volunteerArea:area.flash.${flash}`)}</p>
          </Alert>
        )}
        {props.stale ? (
          <Alert kind="warning" title={t('volunteerArea:area.staleTitle')} takesFocus>
            <p>{t('volunteerArea:area.stale')}</p>
          </Alert>
        ) : null}
        <ErrorSummary errors={errors} labelOf={labelOf} />
        <VolunteerState volunteer={volunteer} municipality={municipality} />
        <section>
          <h2>{t('volunteerArea:offers.title')}</h2>
          <OwnOffers offers={props.offers} />
        </section>
        <PausePanel
          volunteer={volunteer}
          path={path}
          until={props.until}
          error={errorOf(errors, 'pausedUntil')}
          firstDay={props.firstDay}
          lastDay={props.lastDay}
        />
        <Details {...props} path={path} />
        <section>
          <h2>{t('volunteerArea:leave.section')}</h2>
          <p>{t('volunteerArea:leave.sectionText')}</p>
          <p>
            <a class="btn btn-outline-primary" href={`${path}/lascia`}>
              {t('volunteerArea:leave.open')}
            </a>
          </p>
        </section>
      </div>
    </Document>
  );
};

const Details = ({ municipality, volunteer, values, errors, path }: AreaProps & { path: string }) => {
  const { t } = usePage();
  return (
    <section>
      <h2>{t('volunteerArea:details.title')}</h2>
      <p>
        {t('volunteerArea:details.email')}: <strong>{volunteer.email}</strong>. {t('volunteerArea:details.lead')}
      </p>
      <form class="ec-form" method="post" action={`${path}/dati`} novalidate>
        <input type="hidden" name="version" value={String(volunteer.version)} />
        <TextField
          name="telephone"
          label={t('volunteerArea:details.telephone')}
          error={errorOf(errors, 'telephone')}
          type="tel"
          inputmode="tel"
          autocomplete="tel"
          value={values.telephone}
          required
        />
        <CharacteristicFields lists={municipality} values={values} errorOf={(name) => errorOf(errors, name)} />
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary">
            {t('volunteerArea:details.submit')}
          </button>
        </div>
      </form>
    </section>
  );
};

function labelOfField(t: ReturnType<typeof usePage>['t'], name: string): string {
  if (name === 'telephone') return t('volunteerArea:details.telephone');
  if (name === 'pausedUntil') return t('volunteerArea:pause.until');
  return t(`characteristics:labels.${name}`);
}
