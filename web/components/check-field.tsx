import type { Option } from './choice-field.tsx';
import { controlId, describedBy, FieldError, FieldHint, type FieldProps, RequiredMark } from './field.tsx';

/** One thing to confirm. */
export const ConfirmField = (props: FieldProps & { checked: boolean }) => (
  <div class={props.error === undefined ? 'ec-field' : 'ec-field ec-field--wrong'}>
    <FieldError name={props.name} error={props.error} />
    <div class="form-check ec-check">
      <input
        type="checkbox"
        id={controlId(props.name)}
        name={props.name}
        value="yes"
        checked={props.checked}
        required={props.required}
        aria-invalid={props.error === undefined ? undefined : 'true'}
        aria-describedby={describedBy(props)}
      />
      <label for={controlId(props.name)}>
        {props.label} {props.required ? <RequiredMark /> : null}
      </label>
    </div>
    <FieldHint name={props.name} hint={props.hint} />
  </div>
);

/** Any number of a list. HTML can't require one of them, so where one is needed the hint must say it. */
export const CheckListField = (props: FieldProps & { options: Option[]; values: string[] }) => (
  <fieldset
    class={props.error === undefined ? 'ec-field' : 'ec-field ec-field--wrong'}
    aria-describedby={describedBy(props)}
  >
    <legend class="ec-label">
      {props.label} {props.required ? <RequiredMark /> : null}
    </legend>
    <FieldHint name={props.name} hint={props.hint} />
    <FieldError name={props.name} error={props.error} />
    <div class="ec-check-list">
      {props.options.map((option, position) => {
        const id = position === 0 ? controlId(props.name) : `${controlId(props.name)}-${option.value}`;
        return (
          <div class="form-check ec-check">
            <input
              type="checkbox"
              id={id}
              name={props.name}
              value={option.value}
              checked={props.values.includes(option.value)}
            />
            <label for={id}>{option.label}</label>
          </div>
        );
      })}
    </div>
  </fieldset>
);
