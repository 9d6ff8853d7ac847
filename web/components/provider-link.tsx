import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { providerPath } from './profile-paths.ts';

type Props = {
  /** What people call the provider. */
  label: string;
  returnTo?: string | undefined;
  /** Whether they show there who they are once more, however lately they did. */
  again?: boolean;
};

/** «Entra con …»: the way to the OpenID provider of the installation. */
export const ProviderLink = ({ label, returnTo, again = false }: Props) => {
  const { t } = usePage();
  const query = new URLSearchParams({
    ...(returnTo !== undefined && { ritorno: returnTo }),
    ...(again && { 'di-nuovo': 'si' }),
  });
  return (
    <p>
      <a class="btn btn-primary" href={query.size === 0 ? providerPath : `${providerPath}?${query}`}>
        {t(again ? 'account:provider.enterAgain' : 'account:provider.enter', { label })}{' '}
        <Icon name="it-arrow-right" size="sm" />
      </a>
    </p>
  );
};
