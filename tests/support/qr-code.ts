import readImage from 'jsqr';

/** Pixels a module, as a camera sees several. */
const scale = 4;

/** What a camera reads in a page's QR code, drawn as one path of squares over a white ground. */
export function readQrCode(html: string): string | undefined {
  const [, side = '0', path = ''] = /<svg[^>]*viewBox="0 0 (\d+) \1".*?<path d="([^"]*)"/s.exec(html) ?? [];
  const width = Number(side) * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let at = 0; at < scale * scale; at++) {
      const pixel = (Number(y) * scale + Math.floor(at / scale)) * width + Number(x) * scale + (at % scale);
      pixels.fill(0, pixel * 4, pixel * 4 + 3);
    }
  }
  return readImage.default(pixels, width, width)?.data;
}
