import { orderLaw } from "../cluster/push-order-law";

describe("Pushed clusters come and go in order, however late their APIs answer", () => {
  orderLaw(Array.from({ length: 10 }, (_, index) => index + 1));
});
