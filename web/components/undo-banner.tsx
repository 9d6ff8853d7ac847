import type { HeldDecision } from '../../src/db/undo.ts';
import type { DecisionKind, Hold } from '../../src/domain/decision.ts';
import { formatSecond } from './dates.ts';
import { FromTable } from './decision-buttons.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { withList } from './table-address.ts';

/** A decision that can be undone yet. */
export type HeldOnPage = { id: string; kind: DecisionKind; hold: Hold };

type Props = {
  decision: HeldOnPage;
  reference: string;
  /** Where «Annulla» goes. */
  action: string;
  /** Whether «Annulla» leads back to the table. */
  fromTable?: boolean;
};

/**
 * «Inviata tra 10 s · Annulla». Our script counts the seconds for who sees them; who listens is told once until when.
 * Without scripts the page comes anew when they are over (`UndoRefresh`).
 */
export const UndoBanner = ({ decision: { id, kind, hold }, reference, action, fromTable = false }: Props) => {
  const { t, language } = usePage();
  const seconds = Math.ceil(hold.forMs / 1000);
  const text = kind === 'discard' ? 'discard' : 'dispatch';
  return (
    <div class="alert alert-warning ec-alert ec-undo" data-in-progress data-held-ms={String(hold.forMs)}>
      <p class="ec-undo__what">
        <Icon name={text === 'discard' ? 'it-delete' : 'ec-send'} />{' '}
        <strong aria-hidden="true">
          {t(`undo:${text}.in`, { reference })} <span data-seconds>{String(seconds)}</span> {t('undo:seconds')}
        </strong>
        <span class="visually-hidden">
          {t(`undo:${text}.at`, { reference, at: formatSecond(language, hold.until) })}
        </span>
      </p>
      <form method="post" action={action}>
        <input type="hidden" name="decision" value={id} />
        {fromTable ? <FromTable /> : null}
        <button type="submit" class="btn btn-primary" aria-label={t(`undo:${text}.button`, { reference })}>
          <Icon name="it-restore" size="sm" /> {t('undo:button')}
        </button>
      </form>
      <p>{t(`undo:${text}.text`)}</p>
    </div>
  );
};

type HeldProps = { slug: string; list: string; held: readonly HeldDecision[] };

/** What an operator has just decided from the table and can undo yet; many of them fold behind the first. */
export const HeldDecisions = ({ slug, list, held }: HeldProps) => {
  const { t } = usePage();
  const banners = held.map((decision) => (
    <UndoBanner
      decision={decision}
      reference={decision.reference}
      action={withList(`/${slug}/console/richieste/${decision.requestId}/annulla`, list)}
      fromTable
    />
  ));
  if (banners.length <= mostInSight) return <>{banners}</>;
  return (
    <>
      {banners.slice(0, 1)}
      <details class="ec-undo__others">
        <summary>{t('undo:others', { count: banners.length - 1 })}</summary>
        {banners.slice(1)}
      </details>
    </>
  );
};

/** More would push the table out of sight. */
const mostInSight = 3;

/** For browsers without scripts: the page again, one second after the last decision can be undone no more. */
export const UndoRefresh = ({ holds }: { holds: Hold[] }) => (
  <noscript>
    <meta http-equiv="refresh" content={String(Math.ceil(Math.max(...holds.map(({ forMs }) => forMs)) / 1000) + 1)} />
  </noscript>
);
