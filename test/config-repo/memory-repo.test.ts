import { createMemoryRepo } from "../../provider/config-repo/memory-repo";
import { configRepoContract } from "./config-repo.contract";

configRepoContract("memory", (files) => {
  const repo = createMemoryRepo(files);
  return Promise.resolve({
    open: () => repo,
    push: (changes, message) =>
      repo.push(
        Object.entries(changes).map(([path, text]) => ({ path, text })),
        message,
      ),
    stop: () => Promise.resolve(),
  });
});

it("a test can have another writer come between reading and committing", async () => {
  const repo = createMemoryRepo(
    { a: "1" },
    {
      on: (event, shared) => {
        if (event === "commit" && shared.log.length === 1)
          shared.push([{ path: "b", text: "theirs" }]);
      },
    },
  );
  const seen = await repo.head();
  const attempt = repo.commit([{ path: "a", text: "2" }], "Ours", seen);
  await expect(attempt).rejects.toMatchObject({ code: "stale-read" });
  expect(Object.fromEntries(repo.files())).toEqual({ a: "1", b: "theirs" });
});
