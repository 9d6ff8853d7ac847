import { weekdays } from '../../src/domain/availability.ts';
import { dayParts } from '../../src/domain/submission.ts';
import { controlId, describedBy, FieldError, FieldHint, type FieldProps } from './field.tsx';
import { usePage } from './page-context.tsx';

/** The days of a week by the parts of a day, to be ticked; values are written `monday-morning`. */
export const AvailabilityField = (props: FieldProps & { values: string[] }) => {
  const { t } = usePage();
  return (
    <fieldset
      class={props.error === undefined ? 'ec-field' : 'ec-field ec-field--wrong'}
      aria-describedby={describedBy(props)}
    >
      <legend class="ec-label">{props.label}</legend>
      <FieldHint name={props.name} hint={props.hint} />
      <FieldError name={props.name} error={props.error} />
      <table class="ec-week">
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">{t('characteristics:day')}</span>
            </th>
            {dayParts.map((part) => (
              <th scope="col">{t(`domain:dayPart.${part}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weekdays.map((day, row) => (
            <tr>
              <th scope="row">{t(`characteristics:weekday.${day}`)}</th>
              {dayParts.map((part, column) => {
                const value = `${day}-${part}`;
                const id = row + column === 0 ? controlId(props.name) : `${controlId(props.name)}-${value}`;
                return (
                  <td>
                    <div class="form-check ec-check">
                      <input
                        type="checkbox"
                        id={id}
                        name={props.name}
                        value={value}
                        checked={props.values.includes(value)}
                      />
                      <label for={id}>
                        {/* Many move from box to box without the table: each says day and part. */}
                        <span class="visually-hidden">
                          {t(`characteristics:weekday.${day}`)} {t(`domain:dayPart.${part}`)}
                        </span>
                      </label>
                    </div>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </fieldset>
  );
};
