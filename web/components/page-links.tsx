type Target = { href: string; text: string };

type Props = {
  /** What the links lead through, for who hears the page. */
  label: string;
  /** Back to the first page, where this is a later one. */
  start: Target | undefined;
  next: Target | undefined;
};

/** The links beneath a list that goes on; none where all of it is there. */
export const PageLinks = ({ label, start, next }: Props) =>
  start === undefined && next === undefined ? null : (
    <nav class="ec-pages" aria-label={label}>
      {start === undefined ? null : <a href={start.href}>{start.text}</a>}
      {next === undefined ? null : (
        <a class="btn btn-outline-primary" href={next.href} rel="next">
          {next.text}
        </a>
      )}
    </nav>
  );
