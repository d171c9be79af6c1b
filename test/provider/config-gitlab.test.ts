import { configProblems, credentialKeys, settingsFrom } from "../../provider/config/settings";

const url = "https://gitlab.example.com";
const gitlab = { url };

describe("The provider's configuration of GitLab", () => {
  it("has git go there with the token, and the API beside it", () => {
    const settings = settingsFrom(
      { gitlab: JSON.stringify({ url: `${url}/`, token: "t", caCertificate: "pem" }) },
      {},
    );
    expect(settings.git).toEqual({
      url,
      username: "oauth2",
      password: "t",
      caCertificate: "pem",
    });
    expect(settings.gitlab).toMatchObject({ url, token: "t", transport: "git" });
  });

  it("is taken from the environment when nothing else says where", () => {
    const settings = settingsFrom({}, { GITLAB_URL: url, GITLAB_TOKEN: "env" });
    expect(settings.gitlab).toMatchObject({ url, token: "env", fallbackToken: "env" });
    const elsewhere = { git: { url: "https://git.example.com" } };
    expect(settingsFrom(elsewhere, { GITLAB_URL: url, GITLAB_TOKEN: "env" })).toMatchObject({
      ...elsewhere,
      gitlab: undefined,
      fallback: undefined,
    });
  });

  it("keeps the environment's token for the case that the given one is refused", () => {
    const settings = settingsFrom({ gitlab: { url, token: "old" } }, { GITLAB_TOKEN: "new" });
    expect(settings.git.password).toBe("old");
    expect(settings.fallback).toEqual({ username: "oauth2", password: "new" });
    expect(settings.gitlab).toMatchObject({ token: "old", fallbackToken: "new" });
  });

  it("gives the environment's token to no other server than it is meant for", () => {
    const GITLAB_TOKEN = "env";
    const elsewhere = { gitlab: { url: "https://elsewhere.example.com" } };
    const PULUMI_CONFIG = JSON.stringify({ gitlab: JSON.stringify(gitlab) });
    for (const environment of [
      { GITLAB_TOKEN, GITLAB_URL: url },
      { GITLAB_TOKEN, PULUMI_CONFIG },
    ]) {
      expect(settingsFrom(elsewhere, environment).gitlab).toMatchObject({
        token: undefined,
        fallbackToken: undefined,
      });
      expect(settingsFrom(elsewhere, environment).git.password).toBeUndefined();
      expect(settingsFrom({ gitlab }, environment).gitlab?.token).toBe("env");
    }
  });

  it("takes an explicit provider's kind of server in place of its stack's", () => {
    const PULUMI_CONFIG = JSON.stringify({ git: '{"url":"ssh://git@git.example.com"}' });
    expect(settingsFrom({ gitlab }, { PULUMI_CONFIG }).gitlab).toMatchObject({ url });
    const other = JSON.stringify({ gitlab: JSON.stringify(gitlab) });
    const git = { url: "https://git.example.com" };
    expect(settingsFrom({ git }, { PULUMI_CONFIG: other }).gitlab).toBeUndefined();
  });

  it("holds a secret where it holds a token", () => {
    expect(credentialKeys({ gitlab: JSON.stringify({ url, token: "t" }) })).toEqual(["gitlab"]);
    expect(credentialKeys({ gitlab: JSON.stringify({ url }) })).toEqual([]);
  });

  it("tells that the address is missing, or that of the environment none", () => {
    expect(() => settingsFrom({ gitlab: { token: "t" } }, {})).toThrow(/gitlab\.url is missing/);
    const GITLAB_URL = "https://me:canary@gitlab.example.com";
    expect(() => settingsFrom({}, { GITLAB_URL })).toThrow(/^The address in GITLAB_URL must hold/);
    expect(() => settingsFrom({}, { GITLAB_URL })).not.toThrow(/canary/);
    expect(configProblems({ gitlab: { token: "t" } })).toEqual([]);
  });
});
