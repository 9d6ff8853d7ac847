import { z } from 'zod';
import { paragraph } from './text.ts';

/** What an operator asks of who made a request; the columns have the same limits. */
export const informationQuestion = z.object({ question: paragraph(500) });
export const informationAnswer = z.object({ answer: paragraph(1_000) });

/** A question about a request, with its answer once there is one. */
export type Information = {
  id: string;
  question: string;
  /** The operator's name. */
  askedBy: string;
  askedAt: Date;
  answer: string | null;
  answeredAt: Date | null;
};

/** Whether a request waits for an answer, or has got all that was asked for; null where nothing was asked. */
export type InformationMark = 'asked' | 'answered';
