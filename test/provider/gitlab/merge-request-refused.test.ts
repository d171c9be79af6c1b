import { startEngine, type Engine, type Logged } from "../engine";
import { oneFile, urn, type State } from "../world";
import { MergeRequestStage } from "./merge-request-stage";

jest.setTimeout(120_000);

const stage = new MergeRequestStage();
const { world } = stage;
beforeAll(() => stage.start());
afterAll(() => stage.stop());

let told: number;
beforeEach(async () => {
  stage.arrive();
  told = (await stage.engine.logged(0)).length;
});

/** What was said of closed merge requests in this test; all that was said before `last` is here. */
async function refusals(last: string): Promise<Logged[]> {
  let logged = await stage.engine.logged(0);
  while (!logged.slice(told).some(({ message }) => message.startsWith(last))) {
    logged = await stage.engine.logged(logged.length + 1);
  }
  return logged.slice(told).filter(isOfMergeRequest);
}

function isOfMergeRequest({ severity, message }: Logged): boolean {
  return severity === "WARNING" && message.startsWith("The merge request");
}

/** Plans to create what is not there, as each preview does in the end. */
async function previewOf(name: string): Promise<void> {
  const checked = await world.plugin.check(urn(name), oneFile(name));
  await world.plugin.create(urn(name), checked.inputs, true);
}

async function registered(...names: readonly string[]): Promise<State[]> {
  await stage.run();
  const states: State[] = [];
  for (const name of names) states.push(await world.created(name, oneFile(name)));
  return states;
}

const lookedAt = "This preview looked at";

it("a registration that was refused is said in the next preview, once", async () => {
  const [pd] = await registered("pd");
  await stage.close(1);
  await stage.run();
  expect(await stage.refreshed("pd", pd!)).toMatchObject({ gone: true });
  await previewOf("pd");
  const [said, ...more] = await refusals(lookedAt);
  expect(said?.message).toMatch(
    /^The merge request !1 was closed by me without being merged, so that nautes\/merged\d+@main does not hold what it brought: Register physical cluster pd\.\n`pulumi up` opens a new one .*\nTo have it merged after all, reopen it: http\S+\/1$/,
  );
  expect(more).toEqual([]);
  expect(await stage.requests()).toHaveLength(1);
});

it("a registration that was given up is said no more", async () => {
  await registered("pd");
  await stage.close(1);
  await stage.run();
  await world.plugin.invoke("nautes:index:listClusters", {});
  await world.created("pe", oneFile("pe"));
  expect(await refusals("The merge request !2 is open, in place of !1")).toEqual([]);
});

it("one that was closed before is not waited for where nothing opens another", async () => {
  const follower = "urn:pulumi:dev::clusters::nautes:index:MergeRequest::change";
  await registered("pd");
  await stage.close(1);
  await stage.run();
  const { inputs } = await world.plugin.check(follower, { wait: "merged" });
  const { outputs } = await world.plugin.create(follower, inputs, false, 30);
  expect(outputs).toMatchObject({ iid: 1, state: "closed" });
});

describe("A deregistration that was refused", () => {
  let others: Engine;
  beforeAll(async () => void (others = await startEngine()));
  afterAll(() => others.stop());

  it("is said in each preview, with what to do, and not again in its update", async () => {
    const [pd, pe] = await registered("pd", "pe");
    await stage.merge();
    await world.plugin.delete(urn("pe"), pe!);
    await stage.close(2);

    await stage.run();
    expect(await stage.refreshed("pd", pd!)).toEqual({ gone: false, quiet: true });
    expect(await stage.refreshed("pd", pd!)).toEqual({ gone: false, quiet: true });
    const warnings = await refusals("The merge request !2 was closed");
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^The merge request !2 was closed by me without being merged, .* what it brought: Deregister physical cluster pe\.\nWhat it deregisters stays registered, .* declare it again: .*\nTo have it merged after all, reopen it: http\S+\/2$/,
      ),
    ]);
    await stage.run({}, others);
    expect(await stage.refreshed("pd", pd!)).toEqual({ gone: false, quiet: true });

    const again = await world.created("pe", oneFile("pe"));
    expect(await stage.refreshed("pe", again)).toEqual({ gone: false, quiet: true });
    expect(await stage.requests()).toHaveLength(2);
    expect((await others.logged(0)).filter(isOfMergeRequest)).toEqual([]);

    const { mergeRequests } = stage.gitlab.client();
    await mergeRequests.edit(stage.project.id, 2, { description: "" });
    told = (await stage.engine.logged(0)).length;
    await stage.run();
    await stage.refreshed("pd", pd!);
    await previewOf("pf");
    expect((await refusals(lookedAt)).map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^The merge request !2 .* does not hold what it brought\.\n`pulumi up`/,
      ),
    ]);
  });

  it("is said where nothing is left in the state, as after a destroy", async () => {
    const states = await registered("pd", "pe");
    await stage.merge();
    for (const [at, name] of ["pd", "pe"].entries()) {
      await world.plugin.delete(urn(name), states[at]!);
    }
    await stage.close(2);
    await stage.run();
    await previewOf("pd");
    const [said, ...more] = await refusals(lookedAt);
    expect(said?.message).toContain("Deregister 2 clusters: pd, pe.");
    expect(more).toEqual([]);
  });
});
