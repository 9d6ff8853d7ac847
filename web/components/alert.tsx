import type { PropsWithChildren } from 'hono/jsx';

type Props = PropsWithChildren<{
  kind: 'success' | 'info' | 'warning' | 'danger';
  title?: string;
  /** For what must be read before anything else: said at once, and our script moves the focus here. */
  takesFocus?: boolean;
}>;

/** A message about what has just happened or must be known before going on. */
export const Alert = ({ kind, title, takesFocus = false, children }: Props) => (
  <div
    class={`alert alert-${kind} ec-alert`}
    role={takesFocus ? 'alert' : undefined}
    tabindex={takesFocus ? -1 : undefined}
    data-takes-focus={takesFocus || undefined}
  >
    {title === undefined ? null : <h2 class="ec-alert__title">{title}</h2>}
    {children}
  </div>
);
