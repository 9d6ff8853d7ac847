import type { PropsWithChildren } from 'hono/jsx';
import { usePage } from './page-context.tsx';

export type FieldProps = {
  /** The name the form sends; the control's id is made of it. */
  name: string;
  label: string;
  hint?: string | undefined;
  /** What is wrong with it, already in words. */
  error?: string | undefined;
  required?: boolean;
};

/** The id that an error in the summary points to: the first control of the field. */
export function controlId(name: string): string {
  return `campo-${name}`;
}

/** The ids of hint and error, for `aria-describedby`; undefined where there is neither. */
export function describedBy({ name, hint, error }: FieldProps): string | undefined {
  const ids = [hint && `${controlId(name)}-aiuto`, error && `${controlId(name)}-errore`].filter(Boolean);
  return ids.length === 0 ? undefined : ids.join(' ');
}

/** The asterisk of a field that must be filled in; the control's `required` says it to assistive technology. */
export const RequiredMark = () => (
  <span class="ec-required" aria-hidden="true">
    *
  </span>
);

export const FieldHint = ({ name, hint }: { name: string; hint?: string | undefined }) =>
  hint === undefined ? null : (
    <p class="ec-hint" id={`${controlId(name)}-aiuto`}>
      {hint}
    </p>
  );

export const FieldError = ({ name, error }: { name: string; error?: string | undefined }) => {
  const { t } = usePage();
  return error === undefined ? null : (
    <p class="ec-error" id={`${controlId(name)}-errore`}>
      <span class="visually-hidden">{t('citizen:form.errorPrefix')} </span>
      {error}
    </p>
  );
};

/** A label, its hint and its error around one control. */
export const Field = ({ name, label, hint, error, required, children }: PropsWithChildren<FieldProps>) => (
  <div class={error === undefined ? 'ec-field' : 'ec-field ec-field--wrong'}>
    <label class="ec-label" for={controlId(name)}>
      {label} {required ? <RequiredMark /> : null}
    </label>
    <FieldHint name={name} hint={hint} />
    <FieldError name={name} error={error} />
    {children}
  </div>
);
