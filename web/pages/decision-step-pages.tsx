import type { Child } from 'hono/jsx';
import type { Municipality } from '../../src/db/municipalities.ts';
import type { Preview } from '../../src/db/preview.ts';
import { withRetired } from '../../src/domain/comune-lists.ts';
import { discardReasons } from '../../src/domain/decision.ts';
import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import { RadioField } from '../components/choice-field.tsx';
import { FromTable } from '../components/decision-buttons.tsx';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { RequestSummary } from '../components/request-summary.tsx';
import { SeenFields } from '../components/seen-fields.tsx';
import { SelectionPreview } from '../components/selection-preview.tsx';
import { readList, tablePath, withList } from '../components/table-address.ts';
import { TextAreaField } from '../components/text-field.tsx';

type StepProps = {
  municipality: Municipality;
  operator: { name: string };
  request: HelpRequestDetail;
  /** Whether it began in the table, and leads back there. */
  fromTable?: boolean;
  /** The table that the operator came from, as a request's pages carry it. */
  list: string;
};

type FrameProps = StepProps & {
  decision: 'dispatch' | 'discard' | 'close';
  path: string;
  errors?: FormErrors;
  /** Instead of the usual one. */
  lead?: string | undefined;
  button: Child;
  children?: Child;
};

/** A step before a decision: what is about to happen, to which request, one button, and the way back. */
const DecisionStep = ({ municipality, operator, request, decision, path, list, errors = [], ...rest }: FrameProps) => {
  const { t } = usePage();
  const { slug } = municipality;
  const table = readList(list, withRetired(municipality));
  const title = t(`console:decide.${decision}Title`, { reference: request.reference });
  return (
    <Document
      title={title}
      wrong={errors.length > 0}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
    >
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        <ErrorSummary errors={errors} labelOf={(name) => t(`console:decide.${name}`)} />
        <p class="lead">{rest.lead ?? t(`console:decide.${decision}Lead`)}</p>
        <section class="ec-panel">
          <RequestSummary request={request} />
        </section>
        <form class="ec-form" method="post" action={withList(path, list)} novalidate>
          <SeenFields request={request} />
          {rest.fromTable ? <FromTable /> : null}
          {rest.children}
          <div class="ec-form__end">{rest.button}</div>
        </form>
        <p class="ec-back">
          <a
            href={rest.fromTable ? tablePath(slug, table) : withList(`/${slug}/console/richieste/${request.id}`, list)}
          >
            {t('console:decide.cancel')}
          </a>
        </p>
      </div>
    </Document>
  );
};

/** «Invia» from the table, where the text and the volunteers were not in sight. */
export const DispatchStepPage = (props: StepProps & { preview: Preview; wanted: number }) => {
  const { t } = usePage();
  const { municipality, request, preview, wanted } = props;
  return (
    <DecisionStep
      {...props}
      decision="dispatch"
      lead={municipality.undoSeconds === 0 ? undefined : t('undo:dispatchLead', { count: municipality.undoSeconds })}
      path={`/${municipality.slug}/console/richieste/${request.id}/invia`}
      button={
        <button type="submit" class="btn btn-danger ec-decision">
          <Icon name="ec-send" /> {t('console:decide.dispatch')}
        </button>
      }
    >
      <h2>{t('console:request.chosenTitle')}</h2>
      <SelectionPreview preview={preview} wanted={wanted} lists={withRetired(municipality)} />
    </DecisionStep>
  );
};

export const DiscardStepPage = (props: StepProps & { reason: string; note: string; errors: FormErrors }) => {
  const { t } = usePage();
  const { municipality, request, reason, note, errors } = props;
  return (
    <DecisionStep
      {...props}
      decision="discard"
      path={`/${municipality.slug}/console/richieste/${request.id}/elimina`}
      button={
        <button type="submit" class="btn btn-success ec-decision">
          <Icon name="it-delete" /> {t('console:decide.discard')}
        </button>
      }
    >
      <RadioField
        name="reason"
        label={t('console:decide.reason')}
        error={errorOf(errors, 'reason')}
        value={reason}
        options={discardReasons.map((one) => ({ value: one, label: t(`domain:discardReason.${one}`) }))}
        required
      />
      <TextAreaField
        name="note"
        label={t('console:decide.note')}
        hint={t('console:decide.noteHint')}
        error={errorOf(errors, 'note')}
        value={note}
        rows={3}
      />
    </DecisionStep>
  );
};

export const CloseStepPage = (props: StepProps) => {
  const { t } = usePage();
  return (
    <DecisionStep
      {...props}
      decision="close"
      path={`/${props.municipality.slug}/console/richieste/${props.request.id}/concludi`}
      button={
        <button type="submit" class="btn btn-primary">
          <Icon name="it-check-circle" size="sm" /> {t('console:decide.close')}
        </button>
      }
    />
  );
};
