import { Icon } from './icon.tsx';
import { listField } from './table-address.ts';

type Props = {
  /** The page of the step that the button opens; nothing is decided by opening it. */
  action: string;
  label: string;
  /** What assistive technology says, where the label is shortened for the table. */
  fullName?: string;
  /** Whether the step leads back to the table once the decision is taken. */
  fromTable?: boolean;
  /** The table that somebody came from, as a request's pages carry it. */
  list?: string;
};

/** The same in a form that asks by GET, which drops what its address carries. */
export const CarriedList = ({ list = '' }: { list?: string | undefined }) =>
  list === '' ? null : <input type="hidden" name={listField} value={list} />;

/** What says in a step's address and form that it began in the table. */
export const FromTable = () => <input type="hidden" name="da" value="tabella" />;

/** Red, with the paper plane: towards sending. Always the first of the two. */
export const DispatchButton = ({ action, label, fullName, fromTable, list }: Props) => (
  <form method="get" action={action}>
    {fromTable ? <FromTable /> : null}
    <CarriedList list={list} />
    <button type="submit" class="btn btn-danger ec-decision" aria-label={fullName}>
      <Icon name="ec-send" size="sm" /> {label}
    </button>
  </form>
);

/** Green, with the bin: towards discarding. Always the second of the two. */
export const DiscardButton = ({ action, label, fullName, fromTable, list }: Props) => (
  <form method="get" action={action}>
    {fromTable ? <FromTable /> : null}
    <CarriedList list={list} />
    <button type="submit" class="btn btn-success ec-decision" aria-label={fullName}>
      <Icon name="it-delete" size="sm" /> {label}
    </button>
  </form>
);
