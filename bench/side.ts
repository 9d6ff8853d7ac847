/** The product or its twin, as the one who measures sees it. */
export type Side = {
  /** Brings so many requests to where an operator decides, and nothing else is under way. @returns their ids */
  prepare(count: number): Promise<string[]>;
  /** INVIA. @returns when the signal was sent, on the monotonic clock */
  send(requestId: string): Promise<number>;
  /** Waits until the request's run is completed. */
  untilCompleted(requestId: string): Promise<void>;
  /** @returns when the fifth volunteer's email was accepted */
  fifthEmailAt(requestId: string): Promise<number>;
  /** @returns how many events the request's run has in its history */
  countEvents(requestId: string): Promise<number>;
};

/** As many as a busy office's web processes hold at once. */
export const atOnce = 16;

export const volunteersTold = 5;
