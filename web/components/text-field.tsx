import { controlId, describedBy, Field, type FieldProps } from './field.tsx';

type TextFieldProps = FieldProps & {
  value: string;
  type?: 'text' | 'tel' | 'email' | 'date' | 'password' | 'search';
  autocomplete?: string;
  inputmode?: 'tel' | 'email' | 'text' | 'numeric';
  /** The first and the last day that can be chosen, for a date. */
  min?: string;
  max?: string;
  /** How wide the answer is, as a hint to who reads the form. */
  width?: 'full' | 'half' | 'short';
  spellcheck?: boolean;
  /** What who validates a Comune's site finds it by. */
  element?: string;
};

/** One line to write in. `maxlength` is left out on purpose: it would cut what is pasted without a word. */
export const TextField = (props: TextFieldProps) => (
  <Field {...props}>
    <input
      class={`form-control ec-control ec-control--${props.width ?? 'full'}`}
      id={controlId(props.name)}
      name={props.name}
      type={props.type ?? 'text'}
      value={props.value}
      autocomplete={props.autocomplete}
      inputmode={props.inputmode}
      min={props.min}
      max={props.max}
      spellcheck={props.spellcheck}
      data-element={props.element}
      required={props.required}
      aria-invalid={props.error === undefined ? undefined : 'true'}
      aria-describedby={describedBy(props)}
    />
  </Field>
);

/** Several lines to write in. The first line feed is swallowed by HTML, so one is put before the text. */
export const TextAreaField = (props: FieldProps & { value: string; rows?: number; autocomplete?: string }) => (
  <Field {...props}>
    <textarea
      class="form-control ec-control"
      id={controlId(props.name)}
      name={props.name}
      rows={props.rows ?? 5}
      autocomplete={props.autocomplete}
      required={props.required}
      aria-invalid={props.error === undefined ? undefined : 'true'}
      aria-describedby={describedBy(props)}
    >
      {`\n${props.value}`}
    </textarea>
  </Field>
);
