// Many integrations of one model, one after the other in one call of a kernel: members differ in their start and their parameters.

/** Members of an ensemble that lie in memory at once; src/solvers/ensembles/chunk.ts fills it in. */
@unmanaged
export class Ensemble {
  members: u32;
  next: u32; // the member to begin next
  ended: u32; // members that have ended
  underWay: u32; // `alone` has begun and not ended
  alone: u32; // the member in `run`
  shared: u32; // pairs of lanes take their steps together
  stepsPerCall: u32; // of all members together: after these the kernel returns, to go on when called again
  initialBytes: u32; // from one start to the next; 0: all share one
  constantCount: u32; // numbers of a member that replace the model's; 0: none
  run: usize; // the Integration in use
  fresh: usize; // as it is before a member begins
  freshWatches: usize; // its list of watches before a member begins
  initial: usize; // starts, each `length` f64
  constants: usize; // constantCount f64 of each member
  modelConstants: usize; // where the model reads them
  prepare: u32; // function to be called with modelConstants after they have changed; 0: none
  states: usize; // members x `length`: the ends
  records: usize; // members x requested times x `length`
  results: usize; // a MemberResult each
  eventMembers: usize; // u32 for each event: whose it is
  lanes: usize; // block of lanes (../lanes/block.ts); 0: members one after the other
}

/** How the integration of a member ended. */
@unmanaged
export class MemberResult {
  status: i32; // 0, or why it failed (core/status.ts)
  index: u32; // of a failure
  time: f64; // reached
  step: f64; // the next one, or the one that failed
  failureTime: f64;
  stiffness: f64;
  recorded: u32;
  accepted: u32;
  rejected: u32;
  evaluations: u32;
  jacobians: u32;
  factorizations: u32;
  solves: u32;
  iterations: u32;
  switches: u32;
  padding: u32;
}

const RESULT_BYTES: usize = offsetof<MemberResult>();

// @ts-ignore: decorator
@inline
export function resultOf(ensemble: Ensemble, member: u32): MemberResult {
  return changetype<MemberResult>(ensemble.results + <usize>member * RESULT_BYTES);
}
