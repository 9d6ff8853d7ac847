import { directions } from '../../src/domain/settings.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { SeenVersion } from './settings-frame.tsx';

type Props = {
  /** Where the form goes, and the hidden fields that say what moves. */
  action: string;
  fields?: Record<string, string>;
  version: number;
  label: string;
  isFirst: boolean;
  isLast: boolean;
};

/** Up and down, by a press each: no dragging, which hands, keyboards and screen readers can't all do. */
export const MoveButtons = ({ action, fields = {}, version, label, isFirst, isLast }: Props) => {
  const { t } = usePage();
  const isOff = { up: isFirst, down: isLast };
  return (
    <form class="ec-move" method="post" action={action}>
      <SeenVersion version={version} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {directions.map((direction) => (
        <button
          type="submit"
          name="direction"
          value={direction}
          class="btn btn-outline-primary"
          aria-label={t(`settings:move.${direction}`, { label })}
          disabled={isOff[direction]}
        >
          <Icon name={direction === 'up' ? 'it-arrow-up' : 'it-arrow-down'} size="sm" />
        </button>
      ))}
    </form>
  );
};
