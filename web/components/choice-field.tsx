import { controlId, describedBy, Field, FieldError, FieldHint, type FieldProps, RequiredMark } from './field.tsx';
import { usePage } from './page-context.tsx';

/** `lang` where the label is not in the page's language. */
export type Option = { value: string; label: string; lang?: string | undefined };

type ChoiceFieldProps = FieldProps & {
  options: Option[];
  value: string;
  /** What a select shows before anything is chosen. */
  placeholder: string;
};

/** Up to this many are all in sight; more would push the rest of the form away. */
const mostRadios = 5;

/** Up to this many can be looked through in a list that opens; in more, one types a part of what is looked for. */
const mostListed = 10;

/** One of a list: radios while they are few, a select from six on, from eleven on one that our script lets type in. */
export const ChoiceField = (props: ChoiceFieldProps) =>
  props.options.length <= mostRadios ? <RadioField {...props} /> : <SelectField {...props} />;

export const RadioField = (props: Omit<ChoiceFieldProps, 'placeholder'>) => (
  <fieldset
    class={props.error === undefined ? 'ec-field' : 'ec-field ec-field--wrong'}
    aria-describedby={describedBy(props)}
  >
    <legend class="ec-label">
      {props.label} {props.required ? <RequiredMark /> : null}
    </legend>
    <FieldHint name={props.name} hint={props.hint} />
    <FieldError name={props.name} error={props.error} />
    {props.options.map((option, position) => {
      // The first one has the field's own id, so that the error's link leads to it.
      const id = position === 0 ? controlId(props.name) : `${controlId(props.name)}-${option.value}`;
      return (
        <div class="form-check ec-check">
          <input
            type="radio"
            id={id}
            name={props.name}
            value={option.value}
            checked={option.value === props.value}
            required={props.required}
            aria-describedby={describedBy({ ...props, hint: undefined })}
          />
          <label for={id} lang={option.lang}>
            {option.label}
          </label>
        </div>
      );
    })}
  </fieldset>
);

export const SelectField = (props: ChoiceFieldProps) => {
  const { t } = usePage();
  return (
    <Field {...props}>
      <select
        class="form-select ec-control"
        id={controlId(props.name)}
        name={props.name}
        required={props.required}
        aria-invalid={props.error === undefined ? undefined : 'true'}
        aria-describedby={describedBy(props)}
        data-choose-by-typing={props.options.length > mostListed || undefined}
        data-found={props.options.length > mostListed ? t('citizen:form.found') : undefined}
      >
        <option value="">{props.placeholder}</option>
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === props.value} lang={option.lang}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
};
