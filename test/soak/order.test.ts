import { hostAndVirtual, orderLaw } from "../cluster/push-order-law";

const seeds = Array.from({ length: 10 }, (_, index) => index + 1);

describe("Pushed clusters come and go in order, however late their APIs answer", () => {
  describe("a host and a pipeline cluster", () => {
    orderLaw(seeds);
  });
  describe("a virtual cluster and its host", () => {
    orderLaw(seeds, hostAndVirtual);
  });
});
