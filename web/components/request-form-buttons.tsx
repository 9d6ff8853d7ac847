import type { FormView } from '../pages/request-form-page.tsx';
import { controlId } from './field.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { formVariant } from './request-form-words.ts';
import type { Destination } from './request-steps.ts';

const ways: Record<Exclude<FormView['kind'], 'whole'>, { on: Destination; back?: Destination }> = {
  conditions: { on: 'data' },
  data: { on: 'summary', back: 'conditions' },
  summary: { on: 'send', back: 'data' },
};

/** On and back; both send the form, so that nothing is lost. The way on comes first: it is what the Enter key presses. */
export const RequestFormButtons = ({ view }: { view: FormView }) => {
  const { t } = usePage();
  const variant = formVariant(t, view.kind === 'whole' ? view.clerk : undefined);
  const { on, back } = view.kind === 'whole' ? { on: 'send' as const, back: undefined } : ways[view.kind];
  return (
    <div class="ec-form__end">
      <div class="ec-form__ways">
        <button type="submit" class="btn btn-primary ec-form__submit" id={controlId('form')} name="goTo" value={on}>
          {on === 'send' ? variant.submit : t(`citizen:form.goOn.${on}`)} <Icon name="it-arrow-right" />
        </button>
        {back === undefined ? null : (
          <button type="submit" class="btn btn-outline-primary ec-form__back" name="goTo" value={back}>
            <Icon name="it-arrow-left" size="sm" /> {t('citizen:form.goBack')}
          </button>
        )}
      </div>
      {on === 'send' ? <p class="ec-hint">{variant.submitNote}</p> : null}
    </div>
  );
};
