import { z } from 'zod';
import { emailAddress } from './email-address.ts';
import { telephone } from './telephone.ts';
import { line, paragraph } from './text.ts';

/** A whole https address at a host with a name, without a sign-in in it, as browsers write it. */
const httpsAddress = z
  .url({ protocol: /^https$/, hostname: z.regexes.domain, normalize: true, error: 'validation.link' })
  .refine((address) => !/^https:\/\/[^/]*@/.test(address), 'validation.link')
  // The column has the same limit.
  .refine((address) => address.length <= 500, 'validation.tooLong');

const optionalLink = z
  .string()
  .transform((typed) => typed.trim() || null)
  .pipe(httpsAddress.nullable())
  .prefault('');

/**
 * Where a Comune's pages lead outside of the service, as Designers Italia's models of its site have it: the trail on top
 * to its site and services, the footer to the others; null shows none.
 */
export const footerLinks = z.object({
  accessibility: optionalLink,
  legalNotes: optionalLink,
  faq: optionalLink,
  reportInefficiency: optionalLink,
  portal: optionalLink,
  services: optionalLink,
});
export type FooterLinks = z.infer<typeof footerLinks>;

/** The Comune's own words on its first page: plain text, in lines. */
export const helpText = z
  .string()
  .transform((typed) => (typed.trim() === '' ? null : typed))
  .pipe(paragraph(600).nullable());

/** «Il Comune» as its form sends it: what the Comune began with, and what its pages show of its own. */
export const municipalitySettings = z.object({
  name: line(100),
  officeTelephone: telephone,
  officeChannel: z.boolean(),
  leadName: line(100),
  leadTelephone: telephone,
  leadEmail: emailAddress,
  footerLinks,
  helpText,
});
export type MunicipalitySettings = z.infer<typeof municipalitySettings>;
