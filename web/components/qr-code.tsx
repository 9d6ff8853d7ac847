import { encode } from 'uqr';

/** Modules of white around it, without which cameras don't find it (ISO/IEC 18004, 6.3.8). */
const quietZone = 4;

/**
 * A QR code as an inline drawing, so that what it says goes to nobody and the policy of the page needs no exception.
 * @param title what it is, for who can't see it
 */
export const QrCode = ({ text, title }: { text: string; title: string }) => {
  const { size, data } = encode(text, { ecc: 'M', border: quietZone });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg
      class="ec-qr-code"
      // Of a picture by itself, not of one in a page, browsers ask for it.
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={title}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
};
