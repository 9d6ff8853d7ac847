import type { Municipality } from '../../src/db/municipalities.ts';
import type { Duplicate } from '../../src/db/volunteer-duplicates.ts';
import { withRetired } from '../../src/domain/comune-lists.ts';
import { choicesFor } from '../../src/domain/volunteer-decision.ts';
import type { VolunteerDetail } from '../../src/domain/volunteer-view.ts';
import { Alert } from '../components/alert.tsx';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { TextAreaField } from '../components/text-field.tsx';
import { ApprovalBadge, VolunteerMarks } from '../components/volunteer-badges.tsx';
import { CharacteristicFacts, VolunteerIdentityFacts } from '../components/volunteer-facts.tsx';
import { volunteerPath, volunteersPath } from '../components/volunteer-filters.ts';
import { VolunteerFlash, type VolunteerFlashCode } from '../components/volunteer-flash.tsx';
import { EmailsOfVolunteer, OffersOfVolunteer, VolunteerEvents } from '../components/volunteer-history.tsx';

export type VolunteerPageProps = {
  municipality: Municipality;
  operator: { name: string };
  volunteer: VolunteerDetail;
  duplicates: Duplicate[];
  today: string;
  flash: VolunteerFlashCode | undefined;
  /** What was typed into a note that was refused, and why. */
  note?: { form: 'decision' | 'note'; text: string; errors: FormErrors } | undefined;
  /** Whether the volunteer changed while the operator looked; nothing was decided. */
  stale?: boolean;
};

/** One volunteer, from left to right: who they are and what they can do, what they were asked, what has happened. */
export const VolunteerPage = (props: VolunteerPageProps) => {
  const { t } = usePage();
  const { municipality, operator, volunteer, today, note, stale = false } = props;
  const { slug } = municipality;
  const path = volunteerPath(slug, volunteer.id);
  const title = `${volunteer.familyName} ${volunteer.givenName}`;
  return (
    <Document
      title={title}
      wrong={note !== undefined || stale}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
      section="volunteers"
    >
      <div class="container-xxl ec-console">
        <nav class="ec-console__back ec-no-print" aria-label={t('citizen:site.breadcrumb')}>
          <a href={volunteersPath(slug)}>
            <Icon name="it-arrow-left" size="sm" /> {t('volunteers:back')}
          </a>
        </nav>
        <div class="ec-request__title">
          <h1>{title}</h1>
          <span class="ec-badges">
            <ApprovalBadge {...volunteer} />
            <VolunteerMarks {...volunteer} today={today} />
          </span>
          <a class="ec-console__office" href={`${path}/modifica`}>
            <Icon name="it-pencil" size="sm" /> {t('volunteers:one.edit')}
          </a>
        </div>
        <VolunteerFlash code={props.flash} />
        <ErrorSummary errors={note?.errors ?? []} labelOf={() => t('volunteers:note.label')} />
        {stale ? (
          <Alert kind="warning" title={t('volunteers:stale.title')} takesFocus>
            <p>{t('volunteers:stale.decide')}</p>
          </Alert>
        ) : null}
        <InvalidEmail path={path} volunteer={volunteer} />
        <Duplicates path={path} duplicates={props.duplicates} />
        <div class="ec-request">
          <div class="ec-request__work">
            <div class="ec-request__columns">
              <section class="ec-panel" aria-labelledby="who">
                <h2 id="who">{t('volunteers:one.who')}</h2>
                <VolunteerIdentityFacts volunteer={volunteer} />
                <h3>{t('volunteers:one.what')}</h3>
                <CharacteristicFacts of={volunteer.characteristics} lists={withRetired(municipality)} />
              </section>
              <section class="ec-panel" aria-labelledby="offers">
                <h2 id="offers">{t('volunteers:one.offers')}</h2>
                <p>
                  {t('volunteers:one.load', {
                    open: volunteer.openOffers,
                    cap: volunteer.characteristics.maxOpenOffers,
                  })}
                </p>
                <OffersOfVolunteer slug={slug} offers={volunteer.offers} />
                <h3>{t('volunteers:one.emails')}</h3>
                <EmailsOfVolunteer slug={slug} emails={volunteer.emails} />
              </section>
            </div>
            <DecisionForm path={path} volunteer={volunteer} note={note?.form === 'decision' ? note : undefined} />
          </div>
          <section class="ec-panel" aria-labelledby="events">
            <h2 id="events">{t('volunteers:one.events')}</h2>
            <NoteForm path={path} note={note?.form === 'note' ? note : undefined} />
            <VolunteerEvents events={volunteer.events} />
          </section>
        </div>
      </div>
    </Document>
  );
};

const choiceLooks = {
  approve: { icon: 'it-check-circle', look: 'btn-primary' },
  refuse: { icon: 'it-close-circle', look: 'btn-outline-primary' },
  suspend: { icon: 'it-ban', look: 'btn-outline-primary' },
} as const satisfies Record<string, { icon: IconName; look: string }>;

type Note = { text: string; errors: FormErrors } | undefined;

/** What can be decided of the volunteer now, with a note for the office. */
const DecisionForm = ({ path, volunteer, note }: { path: string; volunteer: VolunteerDetail; note: Note }) => {
  const { t } = usePage();
  const { approval, confirmedAt } = volunteer;
  const isUnconfirmed = approval === 'pending' && confirmedAt === null;
  return (
    <form class="ec-panel ec-decide ec-no-print" method="post" action={`${path}/decidi`} novalidate>
      <h2>{t('volunteers:decide.title')}</h2>
      <p>{t(`volunteers:decide.lead.${isUnconfirmed ? 'unconfirmed' : approval}`)}</p>
      <input type="hidden" name="version" value={String(volunteer.version)} />
      <TextAreaField
        name="decisionNote"
        label={t('volunteers:decide.note')}
        hint={t('volunteers:decide.noteHint')}
        error={errorOf(note?.errors ?? [], 'decisionNote')}
        value={note?.text ?? ''}
        rows={2}
      />
      <div class="ec-actions">
        {choicesFor(approval)
          .filter((kind) => kind !== 'approve' || !isUnconfirmed)
          .map((kind) => (
            <button type="submit" name="kind" value={kind} class={`btn ${choiceLooks[kind].look}`}>
              <Icon name={choiceLooks[kind].icon} size="sm" /> {t(`volunteers:decide.${kind}`)}
            </button>
          ))}
      </div>
    </form>
  );
};

const NoteForm = ({ path, note }: { path: string; note: Note }) => {
  const { t } = usePage();
  return (
    <form class="ec-no-print" method="post" action={`${path}/note`} novalidate>
      <TextAreaField
        name="note"
        label={t('volunteers:note.label')}
        hint={t('volunteers:note.hint')}
        error={errorOf(note?.errors ?? [], 'note')}
        value={note?.text ?? ''}
        rows={2}
      />
      <button type="submit" class="btn btn-outline-primary">
        <Icon name="it-note" size="sm" /> {t('volunteers:note.add')}
      </button>
    </form>
  );
};

/** What to do about an address that no email reaches. */
const InvalidEmail = ({ path, volunteer }: { path: string; volunteer: VolunteerDetail }) => {
  const { t } = usePage();
  if (volunteer.emailInvalidAt === null) return null;
  return (
    <Alert kind="warning" title={t('volunteers:invalid.title')}>
      <p>{t('volunteers:invalid.text')}</p>
      <form class="ec-actions" method="post" action={`${path}/email-valida`}>
        <a class="btn btn-primary" href={`${path}/modifica#campo-email`}>
          {t('volunteers:invalid.change')}
        </a>
        <button type="submit" class="btn btn-outline-primary">
          {t('volunteers:invalid.mark')}
        </button>
      </form>
    </Alert>
  );
};

const Duplicates = ({ path, duplicates }: { path: string; duplicates: Duplicate[] }) => {
  const { t } = usePage();
  if (duplicates.length === 0) return null;
  return (
    <Alert kind="info" title={t('volunteers:duplicates.maybe', { count: duplicates.length })}>
      <ul>
        {duplicates.map(({ other, because }) => (
          <li>
            <a href={`${path}/unisci/${other.id}`}>
              {t('volunteers:duplicates.compare', { name: `${other.familyName} ${other.givenName}` })}
            </a>{' '}
            ({because.map((reason) => t(`volunteers:duplicates.because.${reason}`)).join(', ')})
          </li>
        ))}
      </ul>
    </Alert>
  );
};
