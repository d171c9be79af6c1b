import { rejection } from "../support/plugin";
import type { Plain } from "./world";
import { secret, World } from "./world";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const urn = "urn:pulumi:dev::clusters::nautes:index:GeneratedSecret::cookie";
const world = new World();

beforeAll(() => world.start());
afterAll(() => world.stop());

async function made(inputs: Plain): Promise<{ value: string; inputs: Plain; outputs: Plain }> {
  const checked = await world.plugin.check(urn, inputs);
  expect(checked.failures).toEqual([]);
  const { id, outputs } = await world.plugin.create(urn, checked.inputs);
  expect(id).toBe("cookie");
  const { value } = outputs["value"] as { value: string };
  expect(outputs).toEqual({ value: secret(value) });
  return { value, inputs: checked.inputs, outputs };
}

describe("A generated secret", () => {
  it("has as many letters and digits as asked, 32 by default, and is always secret", async () => {
    for (const length of [16, 24, 256, undefined]) {
      const { value } = await made(length === undefined ? {} : { length });
      expect(value).toMatch(new RegExp(`^[A-Za-z0-9]{${length ?? 32}}$`));
    }
  });

  it("is another one each time it is made, and stays as it is otherwise", async () => {
    const [one, other] = [await made({}), await made({})];
    expect(one.value).not.toBe(other.value);
    const state = { id: "cookie", inputs: one.inputs, outputs: one.outputs };
    expect(await world.plugin.read(urn, "cookie", state)).toEqual(state);
    expect(await world.plugin.update(urn, state, one.inputs)).toEqual(one.outputs);
  });

  it("is not known in a preview", async () => {
    const { outputs } = await world.plugin.create(urn, { length: 32 }, true);
    expect(outputs).toEqual({ value: secret(UNKNOWN) });
  });

  it("is made anew when its length or a keeper changes, and only then", async () => {
    const olds = { length: 32, keepers: { cluster: "pd" } };
    for (const [news, replaced] of [
      [olds, []],
      [{ ...olds, length: 16 }, ["length"]],
      [{ ...olds, keepers: { cluster: "pp" } }, ["keepers"]],
    ] as const) {
      expect((await world.plugin.diff(urn, olds, news)).getReplacesList()).toEqual(replaced);
    }
  });

  it("is refused where it could be guessed, and cannot be imported", async () => {
    const { failures } = await world.plugin.check(urn, { length: 8, keepers: "x", more: 1 });
    expect(failures.sort()).toEqual([
      expect.stringMatching(/^keepers must be a map/),
      expect.stringMatching(/^length must not be less than 16/),
      expect.stringMatching(/^more is not known/),
    ]);
    const refused = await rejection(world.plugin.read(urn, "cookie"));
    expect(refused.details).toMatch(/cannot be imported.*\[invalid-arguments\]$/s);
  });
});
