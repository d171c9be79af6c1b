import { Stage } from "../support/stage";

describe("The command doctor in a project", () => {
  const stage = new Stage();
  afterAll(() => stage.close());

  it("looks with the configuration of the stack, its secrets decrypted and never shown", async () => {
    const project = await stage.project("doctor", "", {
      "nautes:commit": { signingKey: "canary-in-clear" },
    });
    const set = ["config", "set", "--secret", "--path", "nautes:vault.token", "canary-secret"];
    expect((await project.pulumi(...set)).code).toBe(0);
    const { code, stdout, stderr } = await project.command("doctor", "--stack", "dev");
    expect(stdout).toMatch(
      /The configuration \(stack dev\) means the branch main of nautes\/tenant/,
    );
    expect(stdout).toMatch(/^warning {2}configuration-secret {2}A credential below nautes:commit/m);
    expect(stdout).toMatch(/^ok {7}push /m);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(/canary/);
    const wrong = await project.command("doctor", "--stack", "nowhere");
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(
      /Pulumi cannot read the configuration[^]*no stack named 'nowhere'/,
    );
  });
});
