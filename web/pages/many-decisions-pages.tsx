import type { Child } from 'hono/jsx';
import type { ChosenRequest } from '../../src/db/chosen-requests.ts';
import type { Municipality } from '../../src/db/municipalities.ts';
import type { HeldDecision } from '../../src/db/undo.ts';
import { discardReasons } from '../../src/domain/decision.ts';
import type { ManyAnswer } from '../../src/requests/decide-many.ts';
import { RadioField } from '../components/choice-field.tsx';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { Icon } from '../components/icon.tsx';
import { ManyOutcome } from '../components/many-outcome.tsx';
import { usePage } from '../components/page-context.tsx';
import { RequestMarks, StatusBadge } from '../components/status-badge.tsx';
import { type TableAddress, tablePath, withList, writeList } from '../components/table-address.ts';
import { TextAreaField } from '../components/text-field.tsx';
import { HeldDecisions } from '../components/undo-banner.tsx';

export type ManyKind = 'dispatch' | 'discard';

type Framed = { municipality: Municipality; operator: { name: string }; table: TableAddress };

type ConfirmProps = Framed & {
  kind: ManyKind;
  chosen: ChosenRequest[];
  reason: string;
  note: string;
  errors: FormErrors;
};

/** All that would be decided, with what each asks for, one button, and the way back. */
export const ConfirmManyPage = ({ kind, chosen, reason, note, errors, ...framed }: ConfirmProps) => {
  const { t } = usePage();
  const { slug } = framed.municipality;
  const open = chosen.filter(({ status }) => status === 'awaiting_operator');
  const closed = chosen.filter(({ status }) => status !== 'awaiting_operator');
  const title = t(`quick:many.${kind}Title`, { count: open.length });
  return (
    <Frame {...framed} title={title} wrong={errors.length > 0}>
      <ErrorSummary errors={errors} labelOf={(name) => t(`console:decide.${name}`)} />
      {open.length === 0 ? null : <p class="lead">{t(`quick:many.${kind}Lead`)}</p>}
      <ChosenList slug={slug} table={framed.table} chosen={open} />
      {closed.length === 0 ? null : (
        <>
          <h2>{t('quick:many.closedTitle')}</h2>
          <ChosenList slug={slug} table={framed.table} chosen={closed} />
        </>
      )}
      {open.length === 0 ? null : (
        <form
          class="ec-form"
          method="post"
          action={withList(`/${slug}/console/decidi/conferma`, writeList(framed.table))}
          novalidate
        >
          {open.map(({ id, version }) => (
            <input type="hidden" name="seen" value={`${id}:${version}`} />
          ))}
          {kind === 'discard' ? <DiscardFields reason={reason} note={note} errors={errors} /> : null}
          <div class="ec-form__end">
            <button
              type="submit"
              name="decision"
              value={kind}
              class={`btn ${kind === 'dispatch' ? 'btn-danger' : 'btn-success'} ec-decision`}
            >
              <Icon name={kind === 'dispatch' ? 'ec-send' : 'it-delete'} />{' '}
              {t(`quick:many.${kind}Button`, { count: open.length })}
            </button>
          </div>
        </form>
      )}
      <p class="ec-back">
        <a href={tablePath(slug, framed.table)}>{t('console:decide.cancel')}</a>
      </p>
    </Frame>
  );
};

/** What came of each, where not all went as asked. */
export const ManyOutcomePage = ({
  answers,
  held,
  ...framed
}: Framed & { answers: ManyAnswer[]; held: HeldDecision[] }) => {
  const { t } = usePage();
  const { slug } = framed.municipality;
  return (
    <Frame {...framed} title={t('quick:many.outcomeTitle')}>
      <HeldDecisions slug={slug} list={writeList(framed.table)} held={held} />
      <ManyOutcome slug={slug} list={writeList(framed.table)} answers={answers} />
      <p>
        <a class="btn btn-primary" href={tablePath(slug, framed.table)}>
          {t('console:request.toTable')}
        </a>
      </p>
    </Frame>
  );
};

type FrameProps = Framed & { title: string; wrong?: boolean; children?: Child };

const Frame = ({ municipality, operator, title, wrong = false, children }: FrameProps) => (
  <Document title={title} wrong={wrong} municipality={municipality} operatorName={operator.name} area="console">
    <div class="container-xxl ec-page ec-page--narrow">
      <h1>{title}</h1>
      {children}
    </div>
  </Document>
);

const ChosenList = ({ slug, table, chosen }: { slug: string; table: TableAddress; chosen: ChosenRequest[] }) => {
  const { t } = usePage();
  return (
    <ol class="ec-chosen">
      {chosen.map((request) => (
        <li>
          <a href={withList(`/${slug}/console/richieste/${request.id}`, writeList(table))}>{request.reference}</a>{' '}
          <strong>
            {request.erasedAt === null ? `${request.familyName} ${request.givenName}` : t('console:erased.name')}
          </strong>{' '}
          · {request.need.label} · {request.zone.label}{' '}
          <span class="ec-badges">
            {request.status === 'awaiting_operator' ? null : <StatusBadge {...request} />}
            <RequestMarks {...request} />
          </span>
          <p class="ec-facts__text">{request.description}</p>
        </li>
      ))}
    </ol>
  );
};

const DiscardFields = ({ reason, note, errors }: Pick<ConfirmProps, 'reason' | 'note' | 'errors'>) => {
  const { t } = usePage();
  return (
    <>
      <RadioField
        name="reason"
        label={t('console:decide.reason')}
        hint={t('quick:many.reasonHint')}
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
    </>
  );
};
