/** What a coat of arms or logo may be: pictures of pixels. An SVG is a document, which can hold programs. */
export type LogoType = 'image/png' | 'image/jpeg' | 'image/webp';

/** As a file of a browser's chooser. */
export const logoTypes: readonly LogoType[] = ['image/png', 'image/jpeg', 'image/webp'];

/** 200 KiB: it stands three rem high on every page. */
export const longestLogo = 200 * 1024;

/** What a picture is by its first bytes, whatever it is called; undefined where it is none of those. */
export function detectLogoType(bytes: Uint8Array): LogoType | undefined {
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (startsWith(bytes, '\xff\xd8\xff')) return 'image/jpeg';
  if (startsWith(bytes, 'RIFF') && startsWith(bytes.subarray(8), 'WEBP')) return 'image/webp';
  return undefined;
}

/** @param signature a byte a character */
function startsWith(bytes: Uint8Array, signature: string): boolean {
  return [...signature].every((character, position) => bytes[position] === character.charCodeAt(0));
}
