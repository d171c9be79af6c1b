import * as fc from "fast-check";
import { UNKNOWN } from "../../provider/claims/model";
import { decode, encode, hasUnknown, isSecret, propertyPath } from "../../provider/codec";

const signature = "4dabf18193072939515e22adb298388d";
function secret(value: unknown) {
  return { [signature]: "1b47061264138c4ac30d75fd1eb44270", value };
}
function output(more: object) {
  return { [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...more };
}

const plain = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.constant(UNKNOWN),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 5 }), tie("value"), { maxKeys: 3, noNullPrototype: true }),
    tie("value").map(secret),
  ),
})).value;

describe("The codec", () => {
  it("keeps secrets and unknowns leaf by leaf, both ways", () => {
    const wire = fc.dictionary(fc.string({ maxLength: 5 }), plain, { noNullPrototype: true });
    fc.assert(
      fc.property(wire, (raw) => {
        const once = decode(raw);
        const again = decode(encode(once.value, once.secrets));
        expect(again.value).toEqual(once.value);
        expect(new Set(again.secrets.map(String))).toEqual(new Set(once.secrets.map(String)));
      }),
    );
  });

  it("takes the mark of a secret leaf off and puts it back in its place", () => {
    const raw = { documents: { "a/b.yaml": { data: { token: secret("x") }, kind: "Secret" } } };
    const decoded = decode(raw);
    expect(decoded.secrets).toEqual([["documents", "a/b.yaml", "data", "token"]]);
    expect(encode(decoded.value, decoded.secrets)).toEqual(raw);
  });

  it("reads output values: known, unknown, secret", () => {
    const decoded = decode({
      a: output({ value: "x", dependencies: [] }),
      b: output({}),
      c: output({ value: "y", secret: true }),
    });
    expect(decoded.value).toEqual({ a: "x", b: UNKNOWN, c: "y" });
    expect(decoded.secrets).toEqual([["c"]]);
  });

  it("makes an asset or a resource reference an unknown, never its text", () => {
    const asset = { [signature]: "c44067f5952c0a294b673a41bacd8c17", text: "x" };
    expect(decode({ a: asset }).value).toEqual({ a: UNKNOWN });
  });

  it("finds an unknown however deep it lies", () => {
    expect(hasUnknown({ a: [{ b: UNKNOWN }] })).toBe(true);
    expect(hasUnknown({ a: [{ b: "x" }], c: null })).toBe(false);
  });

  it("says that a leaf of a secret map is secret, and that its neighbour is not", () => {
    const secrets = [["documents", "a"]];
    expect(isSecret(["documents", "a", "data", "token"], secrets)).toBe(true);
    expect(isSecret(["documents", "b"], secrets)).toBe(false);
  });

  it("writes places as Pulumi's property paths", () => {
    expect(propertyPath(["documents", "a/b.yaml", "spec", "ports", 0])).toBe(
      'documents["a/b.yaml"].spec.ports[0]',
    );
  });
});
