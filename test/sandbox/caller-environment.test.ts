import { leadsElsewhere } from "../../sandbox/caller-environment";

test.each([
  ["PULUMI_BACKEND_URL", true],
  ["NAUTES_FORCE", true],
  ["GITLAB_TOKEN", true],
  ["VAULT_ADDR", true],
  ["GIT_CONFIG_COUNT", true],
  ["HTTP_PROXY", true],
  ["https_proxy", true],
  ["no_proxy", true],
  ["ALL_PROXY", true],
  ["PATH", false],
  ["HOME", false],
  ["GOPROXY", false],
  ["npm_config_proxy", false],
])("%s of the person at this machine leads elsewhere: %s", (name, elsewhere) => {
  expect(leadsElsewhere(name)).toBe(elsewhere);
});
