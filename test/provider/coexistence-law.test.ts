import { playRound } from "./coexistence-round";

// Each request to Nautes is whole clones: a second alone, several on a machine with more to do.
jest.setTimeout(600_000);

/** Every cluster of both is there at some time, four times both write at once, and ours is in a host of Nautes'; `npm run soak -- coexistence` has more. */
const seed = 239;

it("writes of Nautes and of ours survive each other, one after another and at once", () =>
  playRound(seed));
