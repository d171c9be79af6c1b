import type * as pulumi from "@pulumi/pulumi";
import * as nautes from "../../components";
import type { Inputs, Recording } from "./recorder";
import { record, settle } from "./recorder";
import { runtime } from "./tenant";

let recording: Recording;

afterEach(async () => {
  await settle();
  recording.stop();
});

const project = {
  kind: "Project",
  metadata: { name: "api-server" },
  spec: { product: "product-7" },
};

function codeRepo(name: string, repoName: string) {
  return { kind: "CodeRepo", metadata: { name }, spec: { product: "product-7", repoName } };
}

async function runtimeWith(
  answer: () => Inputs,
  args: Partial<nautes.DeploymentRuntimeArgs> = {},
  gitlab: (inputs: Inputs) => Inputs = () => ({}),
) {
  recording = record({
    preview: true,
    answer: ({ token, inputs }) =>
      token === "nautes:index:findDocuments"
        ? answer()
        : token === "nautes:index:gitlabIds"
          ? gitlab(inputs as Inputs)
          : {},
  });
  new nautes.DeploymentRuntime("r", {
    ...runtime,
    productId: undefined,
    codeRepoId: undefined,
    cluster: { clusterName: "vd" },
    ...args,
  });
  await settle();
}

function answerOf(...documents: readonly object[]): () => Inputs {
  return () => ({ documents: documents.map((document) => ({ path: "x.yaml", document })) });
}

function written(): Inputs {
  const inputs = recording.resources.find(({ name }) => name === "r-registration")?.inputs;
  return inputs?.["documents"]["runtimes/r.yaml"].spec as Inputs;
}

function lookups(): pulumi.runtime.MockCallArgs[] {
  return recording.calls.filter(({ token }) => token === "nautes:index:findDocuments");
}

describe("the ids of a product and its code repo", () => {
  test("are found in the product's own files", async () => {
    await runtimeWith(
      answerOf(project, codeRepo("repo-1", "other"), codeRepo("repo-9", "deploy-config")),
    );
    expect(written()).toMatchObject({
      product: "product-7",
      manifestSource: { codeRepo: "repo-9" },
    });
    expect(lookups().map(({ inputs }) => inputs as Inputs)).toEqual([
      {
        repository: "shop/default.project",
        folder: "",
        where: {
          all: [
            { any: ["Project", "Environment", "CodeRepo"].map((kind) => ({ equals: { kind } })) },
            { exists: ["spec.product"] },
          ],
        },
      },
    ]);
  });

  test("are not looked for when they are given", async () => {
    await runtimeWith(answerOf(), { productId: "product-12", codeRepoId: "repo-34" });
    expect(lookups()).toEqual([]);
    expect(written()).toMatchObject({
      product: "product-12",
      manifestSource: { codeRepo: "repo-34" },
    });
  });

  test("that are given stand beside one that is found", async () => {
    await runtimeWith(answerOf(codeRepo("repo-9", "deploy-config")), { productId: "product-12" });
    expect(written()).toMatchObject({
      product: "product-12",
      manifestSource: { codeRepo: "repo-9" },
    });
  });

  test("are asked of GitLab when the files do not tell them, also in a nested group", async () => {
    const asked: Inputs[] = [];
    const repository = "retail/eu/shop/default.project";
    await runtimeWith(answerOf(), { repository }, (inputs) => {
      asked.push(inputs);
      return inputs["group"] === undefined ? { projectId: 34, sshUrl: "git@x:y" } : { groupId: 12 };
    });
    expect(recording.failures).toEqual([]);
    expect(written()).toMatchObject({
      product: "product-12",
      manifestSource: { codeRepo: "repo-34" },
    });
    expect(asked).toEqual([
      { group: "retail/eu/shop" },
      { project: "retail/eu/shop/deploy-config" },
    ]);
  });

  test("are not asked of GitLab when the files tell them", async () => {
    await runtimeWith(answerOf(project, codeRepo("repo-9", "deploy-config")));
    expect(recording.calls.filter(({ token }) => token === "nautes:index:gitlabIds")).toEqual([]);
  });

  test("that GitLab does not tell either are asked for, with its reason", async () => {
    await runtimeWith(answerOf(project), {}, () => {
      throw Object.assign(new Error(), {
        details: "invocation of nautes:index:gitlabIds returned an error: GitLab has no shop/x.",
      });
    });
    expect(recording.failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /tell none\.\nGitLab does not tell it either: GitLab has no shop\/x\.\nGive it as codeRepoId/,
      ),
    ]);
  });

  test.each([
    [
      "there is none",
      answerOf(project),
      "codeRepoId",
      "its code repo, and the files in shop/default.project tell none.",
    ],
    [
      "there are two",
      answerOf(project, codeRepo("repo-1", "deploy-config"), codeRepo("repo-2", "deploy-config")),
      "codeRepoId",
      "its code repo, and the files in shop/default.project tell more than one.",
    ],
    [
      "there are no files",
      answerOf(),
      "productId",
      "its product, and the files in shop/default.project tell none.",
    ],
  ])("that cannot be told are asked for when %s", async (_, answer, argument, sentence) => {
    await runtimeWith(answer);
    const messages = recording.failures.map(({ message }) => message);
    expect(messages.join("\n")).toContain(`Runtime r needs the id of ${sentence}`);
    expect(messages.join("\n")).toContain(`Give it as ${argument}`);
    expect(recording.failures.every((failure) => "hideStack" in failure && failure.hideStack)).toBe(
      true,
    );
  });

  test("that cannot be looked for are asked for, with the reason", async () => {
    await runtimeWith(() => {
      throw Object.assign(new Error(), {
        details:
          "invocation of nautes:index:findDocuments returned an error: There is no repository shop/default.project.",
      });
    });
    expect(recording.failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^The ids of runtime r .* in shop\/default.project.\nThere is no repository .*\nWith productId and/,
      ),
    ]);
  });

  test("are unknown, as the files' leaves, while the provider's configuration is", async () => {
    await runtimeWith(() => ({}));
    expect(recording.failures).toEqual([]);
    expect(written()).toMatchObject({
      product: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
      account: "dr-dev",
    });
  });
});
