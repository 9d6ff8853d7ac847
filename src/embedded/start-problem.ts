/** Something a person can put right: its message is one sentence in Italian, shown as it is and without a stack. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
}
