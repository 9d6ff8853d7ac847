import { assetUrl } from '../asset-url.ts';

/** Icons of our own sprite, for what bootstrap-italia's has no sign. */
const ownIcons = ['ec-send', 'ec-people'] as const;
type OwnIcon = (typeof ownIcons)[number];

export type IconName = OwnIcon | `it-${string}`;

/** A sign beside a word that says the same, so assistive technology passes over it. */
export const Icon = ({ name, size }: { name: IconName; size?: 'sm' | 'lg' | 'xl' }) => {
  const sprite = name.startsWith('ec-') ? assetUrl('icons.svg') : assetUrl('bootstrap-italia/svg/sprites.svg');
  return (
    <svg class={size === undefined ? 'icon' : `icon icon-${size}`} aria-hidden="true" focusable="false">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
};
