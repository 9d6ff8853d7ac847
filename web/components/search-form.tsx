import type { PropsWithChildren } from 'hono/jsx';
import { Icon } from './icon.tsx';

type Props = PropsWithChildren<{
  /** The page that shows what is found. */
  path: string;
  q: string;
  label: string;
  button: string;
  /** What the address says besides what is looked for. */
  hidden?: { name: string; value: string }[];
}>;

/** One field to look for something in a list; its children say what was found. */
export const SearchForm = ({ path, q, label, button, hidden = [], children }: Props) => (
  <search class="ec-search">
    <form method="get" action={path}>
      {hidden.map((field) => (
        <input type="hidden" {...field} />
      ))}
      <label for="q">{label}</label>
      <span class="ec-search__line">
        <input class="form-control ec-control" type="search" id="q" name="q" value={q} autocomplete="off" />
        <button type="submit" class="btn btn-outline-primary">
          <Icon name="it-search" size="sm" /> {button}
        </button>
      </span>
    </form>
    {children}
  </search>
);
