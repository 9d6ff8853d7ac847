import type { PropsWithChildren } from 'hono/jsx';

type Props = PropsWithChildren<{
  /** Unique on the page. */
  name: string;
  title: string;
  /** What the chart shows in a sentence or two, for who can't see it; the numbers stand in the table beneath. */
  description: string;
  width: number;
  height: number;
}>;

/** A drawing with its name and description; too wide for a telephone, it is moved from side to side, by keys too. */
export const ChartFigure = ({ name, title, description, width, height, children }: Props) => (
  <figure class="ec-chart" aria-label={title} tabindex={0}>
    <svg
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-labelledby={`${name}-title ${name}-description`}
      xmlns="http://www.w3.org/2000/svg"
    >
      <title id={`${name}-title`}>{title}</title>
      <desc id={`${name}-description`}>{description}</desc>
      {children}
    </svg>
  </figure>
);
