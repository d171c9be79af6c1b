import { crashLaw } from "../support/crash-law";

describe("After kill -9 at any moment, the same run again comes to what an undisturbed one does", () => {
  crashLaw(Array.from({ length: 100 }, (_, index) => index + 1));
});
