import fc from "fast-check";
import { CreateRequest } from "@pulumi/pulumi/proto/provider_pb";
import { patienceOf } from "../../provider/resources/on-cluster";
import { operation } from "../../provider/wire";

function call(seconds: number) {
  return operation(new CreateRequest().setTimeout(seconds), new AbortController().signal);
}
const seconds = fc.integer({ min: 1, max: 100_000 });

test("customTimeouts are obeyed, and give more time than the default if they say so", () => {
  fc.assert(
    fc.property(seconds, seconds, (custom, otherwise) => {
      expect(patienceOf(call(custom), undefined, otherwise)).toBe(custom);
    }),
  );
});

test("timeoutSeconds are obeyed, as far as customTimeouts let them", () => {
  fc.assert(
    fc.property(seconds, seconds, seconds, (custom, given, otherwise) => {
      expect(patienceOf(call(custom), given, otherwise)).toBe(Math.min(custom, given));
      expect(patienceOf(call(0), given, otherwise)).toBe(given);
    }),
  );
});

test("without either the resource's own patience holds", () => {
  expect(patienceOf(call(0), undefined, 300)).toBe(300);
});
