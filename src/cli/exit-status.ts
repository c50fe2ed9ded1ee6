/** Exit statuses of the command line. */
export const exitStatus = {
  /** All claims hold. */
  success: 0,
  /** A claim fails, or a job does. */
  failure: 1,
  /** Bad usage or input. */
  usage: 2,
  /** Interrupted; finished jobs are saved. */
  interrupted: 130,
} as const;
