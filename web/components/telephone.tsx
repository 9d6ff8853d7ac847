import { formatTelephone } from '../../src/domain/telephone.ts';

/** A number to read and, on a telephone, to press. */
export const Telephone = ({ number }: { number: string }) => (
  <a class="ec-telephone" href={`tel:${number.replace(/[^+\d]/g, '')}`}>
    {formatTelephone(number)}
  </a>
);
