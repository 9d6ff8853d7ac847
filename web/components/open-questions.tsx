import type { Information } from '../../src/domain/information.ts';
import { errorOf, type FormErrors } from './error-summary.tsx';
import { usePage } from './page-context.tsx';
import { TextAreaField } from './text-field.tsx';

type Props = {
  information: Information[];
  /** Where an answer goes. */
  action: string;
  /** Whether an answer can still be of use. */
  isOpen: boolean;
  /** What was typed and refused, for which question. */
  typed?: { id: string; answer: string; errors: FormErrors } | undefined;
};

/** What the Comune asks of who made the request, each question with a field for its answer, or with the answer. */
export const OpenQuestions = ({ information, action, isOpen, typed }: Props) => {
  const { t } = usePage();
  const shown = information.filter(({ answer }) => isOpen || answer !== null);
  if (shown.length === 0) return null;
  return (
    <section class="ec-box">
      <h2>{t('information:citizen.title')}</h2>
      {shown.some(({ answer }) => answer === null) ? <p>{t('information:citizen.text')}</p> : null}
      {shown.map(({ id, question, answer }) => (
        <div>
          <p>
            <strong>{question}</strong>
          </p>
          {answer === null ? (
            <form class="ec-form" method="post" action={action} novalidate>
              <input type="hidden" name="question" value={id} />
              <TextAreaField
                name="answer"
                label={t('information:citizen.answer')}
                hint={t('information:citizen.answerHint')}
                error={typed?.id === id ? errorOf(typed.errors, 'answer') : undefined}
                value={typed?.id === id ? typed.answer : ''}
                rows={4}
                required
              />
              <div class="ec-form__end">
                <button type="submit" class="btn btn-primary">
                  {t('information:citizen.button')}
                </button>
              </div>
            </form>
          ) : (
            <p>
              {t('information:citizen.answered')}: {answer}
            </p>
          )}
        </div>
      ))}
    </section>
  );
};
