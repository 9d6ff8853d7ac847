import { mostStars, ratingAnswers } from '../../src/domain/rating.ts';
import { errorOf, type FormErrors } from './error-summary.tsx';
import { controlId, FieldError } from './field.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { TextField } from './text-field.tsx';

export type RatingValues = { stars: string; liked: string; hard: string; comment: string };

type Props = { action: string; values?: RatingValues; errors?: FormErrors };

const nothing: RatingValues = { stars: '', liked: '', hard: '', comment: '' };

/**
 * «Quanto è stato facile usare questo servizio?» in the words of Designers Italia's model (C.SE.1.7), whose elements who
 * validates the site looks for. All of it is one form; the style sheet shows the question that the chosen stars lead to,
 * and both where a browser is too old for that.
 */
export const RatingForm = ({ action, values = nothing, errors = [] }: Props) => {
  const { t } = usePage();
  return (
    <form class="ec-rating__form" method="post" action={action} novalidate>
      <fieldset class="ec-stars">
        <legend class="visually-hidden">{t('rating:stars')}</legend>
        <FieldError name="stars" error={errorOf(errors, 'stars')} />
        {Array.from({ length: mostStars }, (_, i) => String(i + 1)).map((stars) => (
          <label class="ec-star" data-element={`feedback-rate-${stars}`}>
            <input
              type="radio"
              class="visually-hidden"
              id={stars === '1' ? controlId('stars') : undefined}
              name="stars"
              value={stars}
              checked={stars === values.stars}
              required
            />
            <Icon name="it-star-full" size="lg" />
            <span class="visually-hidden">{t('rating:rate', { count: Number(stars) })}</span>
          </label>
        ))}
      </fieldset>
      <Answers name="liked" element="feedback-rating-positive" value={values.liked} />
      <Answers name="hard" element="feedback-rating-negative" value={values.hard} />
      <div class="ec-rating__more">
        <TextField
          name="comment"
          label={t('rating:comment')}
          hint={t('rating:commentHint')}
          error={errorOf(errors, 'comment')}
          value={values.comment}
          autocomplete="off"
          element="feedback-input-text"
        />
        <button type="submit" class="btn btn-primary">
          {t('rating:send')}
        </button>
      </div>
    </form>
  );
};

/** A question and its answers; which of the two counts is decided by the stars. */
const Answers = ({ name, element, value }: { name: 'liked' | 'hard'; element: string; value: string }) => {
  const { t } = usePage();
  return (
    <fieldset class={`ec-field ec-rating__${name}`} data-element={element}>
      <legend class="ec-label" data-element="feedback-rating-question">
        {t(`rating:${name}.question`)}
      </legend>
      {ratingAnswers.map((answer) => (
        <div class="form-check ec-check">
          <input
            type="radio"
            id={`${controlId(name)}-${answer}`}
            name={name}
            value={answer}
            checked={answer === value}
          />
          <label for={`${controlId(name)}-${answer}`} data-element="feedback-rating-answer">
            {t(`rating:${name}.${answer}`)}
          </label>
        </div>
      ))}
    </fieldset>
  );
};
