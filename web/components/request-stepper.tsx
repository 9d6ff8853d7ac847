import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { requestSteps } from './request-steps.ts';

const stages = [...requestSteps, 'confirmation'] as const;
export type RequestStage = (typeof stages)[number];

/** How far one is: the heading says it in words, takes the focus when the step changes, and the row shows it. */
export const RequestStepper = ({ current }: { current: RequestStage }) => {
  const { t } = usePage();
  const position = stages.indexOf(current);
  const name = (stage: RequestStage) => t(`citizen:form.steps.${stage}`);
  return (
    <div class="ec-stepper">
      <h2 class="ec-stepper__now" tabindex={-1} data-step={current}>
        <span class="ec-stepper__count">
          {t('citizen:form.stepCount', { position: position + 1, all: stages.length })}
        </span>{' '}
        {name(current)}
      </h2>
      <ol class="ec-stepper__row ec-no-print" aria-label={t('citizen:form.stepsLabel')}>
        {stages.map((stage, index) => (
          <li
            class={index < position ? 'ec-stepper__done' : undefined}
            aria-current={index === position ? 'step' : undefined}
          >
            {index < position ? <Icon name="it-check" size="sm" /> : null}
            {name(stage)}
            {index < position ? <span class="visually-hidden"> ({t('citizen:status.stepState.done')})</span> : null}
          </li>
        ))}
      </ol>
    </div>
  );
};
