import { Alert } from './alert.tsx';
import { controlId } from './field.tsx';
import { usePage } from './page-context.tsx';

/** What is wrong in a form, by field, already in words; the order is the form's. */
export type FormErrors = { name: string; message: string }[];

export function errorOf(errors: FormErrors, name: string): string | undefined {
  return errors.find((error) => error.name === name)?.message;
}

type Props = { errors: FormErrors; labelOf: (name: string) => string };

/** The list on top of a form that was refused; each line leads to its field. Our script moves the focus here. */
export const ErrorSummary = ({ errors, labelOf }: Props) => {
  const { t } = usePage();
  if (errors.length === 0) return null;
  return (
    <Alert kind="danger" title={t('citizen:form.errorSummary', { count: errors.length })} takesFocus>
      <ul>
        {errors.map(({ name, message }) => (
          <li>
            <a href={`#${controlId(name)}`}>
              {labelOf(name)}: {message}
            </a>
          </li>
        ))}
      </ul>
    </Alert>
  );
};
