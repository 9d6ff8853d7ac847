import type { Child } from 'hono/jsx';
import type { Municipality } from '../../src/db/municipalities.ts';
import type { ChooseByHand } from '../../src/db/request-choices.ts';
import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import type { VolunteerDetail, VolunteerRow } from '../../src/domain/volunteer-view.ts';
import { Alert } from '../components/alert.tsx';
import { excludePath, includePath } from '../components/chosen-by-hand.tsx';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { SearchForm } from '../components/search-form.tsx';
import { TextAreaField } from '../components/text-field.tsx';
import { VolunteersToPutIn } from '../components/volunteers-to-put-in.tsx';

/** What a page can say of a choice that was refused, and that another press may still make. */
export type ChoiceProblem = Extract<ChooseByHand, 'stale' | 'already_asked' | 'can_not_be_asked'>;

type StepProps = {
  municipality: Municipality;
  operator: { name: string };
  request: HelpRequestDetail;
  /** The note as it was typed. */
  note: string;
  errors: FormErrors;
  problem?: ChoiceProblem | undefined;
};

type FrameProps = StepProps & { title: string; lead: string; children: Child };

const ChoiceStep = ({ municipality, operator, request, title, lead, errors, problem, children }: FrameProps) => {
  const { t } = usePage();
  return (
    <Document
      title={title}
      wrong={errors.length > 0 || problem !== undefined}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
    >
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        <ErrorSummary errors={errors} labelOf={() => t('console:byHand.note')} />
        {problem === undefined ? null : (
          <Alert kind="warning" title={t('console:byHand.notDone')} takesFocus>
            <p>{t(`console:byHand.problem.${problem}`)}</p>
          </Alert>
        )}
        <p class="lead">{lead}</p>
        {children}
        <p class="ec-back">
          <a href={`/${municipality.slug}/console/richieste/${request.id}`}>{t('console:byHand.cancel')}</a>
        </p>
      </div>
    </Document>
  );
};

const NoteField = ({ note, errors }: Pick<StepProps, 'note' | 'errors'>) => {
  const { t } = usePage();
  return (
    <TextAreaField
      name="note"
      label={t('console:byHand.note')}
      hint={t('console:byHand.noteHint')}
      error={errorOf(errors, 'note')}
      value={note}
      rows={3}
      required
    />
  );
};

/** One of the five is taken out, with the reason. */
export const ExcludePage = (props: StepProps & { volunteer: VolunteerDetail }) => {
  const { t } = usePage();
  const { municipality, request, volunteer } = props;
  const path = `/${municipality.slug}/console/richieste/${request.id}`;
  const name = `${volunteer.givenName} ${volunteer.familyName}`;
  return (
    <ChoiceStep
      {...props}
      title={t('console:byHand.excludeTitle', { name })}
      lead={t('console:byHand.excludeLead', { reference: request.reference })}
    >
      <form class="ec-form" method="post" action={excludePath(path, volunteer.id)} novalidate>
        <input type="hidden" name="version" value={String(request.version)} />
        <NoteField {...props} />
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary">
            <Icon name="it-minus-circle" size="sm" /> {t('console:byHand.exclude')}
          </button>
        </div>
      </form>
    </ChoiceStep>
  );
};

export type Found = { rows: VolunteerRow[]; more: boolean; today: string };

/** Another volunteer is looked for and put in, with the reason. */
export const IncludePage = (props: StepProps & { q: string; found: Found | undefined }) => {
  const { t } = usePage();
  const { municipality, request, q, found } = props;
  const path = includePath(`/${municipality.slug}/console/richieste/${request.id}`);
  return (
    <ChoiceStep
      {...props}
      title={t('console:byHand.includeTitle', { reference: request.reference })}
      lead={t('console:byHand.includeLead')}
    >
      <SearchForm path={path} q={q} label={t('console:byHand.search')} button={t('console:table.searchButton')} />
      {found === undefined ? null : found.rows.length === 0 ? (
        <p role="status">{t('console:byHand.nobodyFound', { q })}</p>
      ) : (
        <form class="ec-form" method="post" action={path} novalidate>
          <input type="hidden" name="version" value={String(request.version)} />
          <input type="hidden" name="q" value={q} />
          <NoteField {...props} />
          <h2>{t('console:byHand.found', { q })}</h2>
          <VolunteersToPutIn municipality={municipality} {...found} />
        </form>
      )}
    </ChoiceStep>
  );
};
