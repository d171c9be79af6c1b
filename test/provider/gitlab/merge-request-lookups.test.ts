import { bareCluster } from "../../nautes-files/texts";
import { oneFile } from "../world";
import { MergeRequestStage } from "./merge-request-stage";

jest.setTimeout(120_000);

const stage = new MergeRequestStage();
const { world } = stage;
beforeAll(() => stage.start());
afterAll(() => stage.stop());
beforeEach(() => stage.arrive());

it("functions that are asked first look at the stack's merge request, too", async () => {
  const path = "nautes/overlays/production/clusters/pd.yaml";
  await stage.run();
  await world.created("pd", { ...oneFile("pd"), texts: { [path]: bareCluster("pd") } });
  await stage.run();
  const { result } = await world.plugin.invoke("nautes:index:getCluster", { clusterName: "pd" });
  expect(result).toMatchObject({ clusterName: "pd", path });
});

it("a branch that a run was cut off at is taken up, also after a function has looked", async () => {
  const { repository } = stage.project;
  repository.git("branch", "changes", "main");
  const message = "Register pd\n\nPulumi-Stack: clusters/dev\nRegisters: physical cluster pd\n";
  repository.push({ left: "1\n" }, { branch: "changes", message });
  await stage.run({ branch: "changes" });
  const found = await world.plugin.invoke("nautes:index:listClusters", {});
  expect(found.result).toMatchObject({ clusters: [] });
  await world.created("pe", oneFile("pe"));
  expect(await stage.requests()).toMatchObject([{ iid: 1, state: "opened" }]);
});
