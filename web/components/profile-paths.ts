/** The pages of a person's own sign-in, which belong to no Comune. */
export const profilePath = '/entra/profilo';
export const passwordPath = `${profilePath}/password`;
export const sessionsPath = `${profilePath}/sessioni`;
export const secondFactorPath = `${profilePath}/verifica`;
export const codePath = '/entra/codice';
/** To the OpenID provider; where it sends back to is sign-in's to say. */
export const providerPath = '/entra/identita';
