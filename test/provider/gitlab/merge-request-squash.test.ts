import { rejection } from "../../support/plugin";
import { oneFile, urn, type State } from "../world";
import { MergeRequestStage } from "./merge-request-stage";

jest.setTimeout(120_000);

const source = "pulumi-nautes/clusters-dev";
const stage = new MergeRequestStage();
const { world } = stage;
beforeAll(() => stage.start());
afterAll(() => stage.stop());

/** Another resource of the stack asks for the file of pd, as after a rename, or a run that was cut off. */
async function takenOver(): Promise<State> {
  await stage.run();
  return world.created("renamed", { ...oneFile("pd"), subject: "physical cluster pd" });
}

it("a merge request asks not to be squashed where the project leaves the choice", async () => {
  stage.arrive({ squashOption: "default_on" });
  await stage.run();
  await world.created("pd", oneFile("pd"));
  expect(await stage.requests()).toMatchObject([{ squash: false }]);
  await stage.merge();
  const { repository } = stage.project;
  expect(repository.git("log", "-1", "--format=%B", "main^2")).toContain("Pulumi-Stack:");
});

it("what was squashed all the same is the stack's own work", async () => {
  stage.arrive({ squashOption: "always" });
  await stage.run();
  await world.created("pd", oneFile("pd"));
  await world.created("pe", oneFile("pe"));
  await stage.merge();
  const { repository } = stage.project;
  expect(repository.git("log", "--format=%B", "main")).not.toContain("Pulumi-Stack:");
  await takenOver();
  expect(await stage.requests()).toHaveLength(1);
});

it("a squash in which somebody else's commit may be hidden is not", async () => {
  stage.arrive({ squashOption: "always" });
  await stage.run();
  await world.created("pd", oneFile("pd"));
  stage.project.repository.push({ theirs: "1\n" }, { branch: source });
  await stage.merge();
  const checked = await world.plugin.check(urn("renamed"), oneFile("pd"));
  await stage.run();
  const refused = await rejection(world.plugin.create(urn("renamed"), checked.inputs));
  expect(refused.details).toMatch(/exists already, with the very content .*\nSet `adopt: true`/);
});
