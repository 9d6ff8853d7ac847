import type { CitizenView } from '../../src/db/citizen-request.ts';
import { formatExact } from './dates.ts';
import { usePage } from './page-context.tsx';
import { When } from './when.tsx';

/** Where a request stands as its citizen sees it: its status, or that it is over. */
export function stageOf({
  status,
  closedAt,
  withdrawnAt,
}: CitizenView): CitizenView['status'] | 'closed' | 'withdrawn' {
  if (withdrawnAt !== null) return 'withdrawn';
  return closedAt === null ? status : 'closed';
}

type Step = {
  name: 'received' | 'verifying' | 'dispatched' | 'discarded' | 'closed' | 'withdrawn';
  at: Date | null;
  reached: boolean;
};

function stepsOf(request: CitizenView): Step[] {
  const { status, submittedAt, importedAt, settledAt, closedAt, withdrawnAt } = request;
  const begun: Step[] = [
    { name: 'received', at: submittedAt, reached: true },
    { name: 'verifying', at: importedAt, reached: status !== 'submitted' },
  ];
  const sent: Step[] = status === 'dispatched' ? [{ name: 'dispatched', at: settledAt, reached: true }] : [];
  if (withdrawnAt !== null) {
    const done = begun.filter(({ name, at }) => name === 'received' || at !== null);
    return [...done, ...sent, { name: 'withdrawn', at: withdrawnAt, reached: true }];
  }
  if (status === 'discarded') return [...begun, { name: 'discarded', at: settledAt, reached: true }];
  const dispatched = status === 'dispatched';
  return [
    ...begun,
    { name: 'dispatched', at: dispatched ? settledAt : null, reached: dispatched },
    { name: 'closed', at: closedAt, reached: closedAt !== null },
  ];
}

/** The way of a request, with the day and hour of what has been done. */
export const StatusSteps = ({ request }: { request: CitizenView }) => {
  const { language, t } = usePage();
  const steps = stepsOf(request);
  const last = steps.findLastIndex((step) => step.reached);
  return (
    <ol class="ec-progress">
      {steps.map(({ name, at, reached }, position) => {
        const isOpen = position === last && position < steps.length - 1;
        const state = isOpen ? 'current' : reached ? 'done' : 'todo';
        return (
          <li class={`ec-progress__step ec-progress__step--${state}`} aria-current={isOpen ? 'step' : undefined}>
            <span class="ec-progress__name">{t(`citizen:status.steps.${name}`)}</span>{' '}
            {at === null || !reached ? (
              <span class="ec-progress__when">{t(`citizen:status.stepState.${state}`)}</span>
            ) : (
              <span class="ec-progress__when">
                {formatExact(language, at)} (<When at={at} />)
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
};
