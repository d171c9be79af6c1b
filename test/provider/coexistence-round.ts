import type { ClusterRequest } from "../../sandbox/nautes/request";
import type { Claims } from "../../provider/claims/model";
import type { Rejection } from "../support/plugin";
import { randomOf } from "../support/seeded-random";
import { SharedTenant, asked, hostFiles, ours } from "./coexisting";
import type { State } from "./world";

const steps = 8;
const hostSet = "tenant/production/host-cluster-appset.yaml";
const byOurs = new Set(["po", "ho", "vo"]);

/** What is registered: name → host, which is empty for those that are not virtual. */
type Model = Map<string, string>;

/** Lets Nautes and us write to one tenant, each as the seed says, and looks whether both have all that they wrote. */
export async function playRound(seed: number): Promise<void> {
  const round = new Round(seed);
  try {
    await round.play();
  } finally {
    await round.tenant.end();
  }
}

class Round {
  readonly tenant = new SharedTenant();
  readonly #model: Model = new Map();
  readonly #states = new Map<string, State>();
  readonly #random: () => number;
  #overtake: (() => Promise<void>) | undefined;

  constructor(seed: number) {
    this.#random = randomOf(seed + 1);
  }

  async play(): Promise<void> {
    const passing = async (): Promise<void> => {
      const overtake = this.#overtake;
      this.#overtake = undefined;
      await overtake?.();
    };
    await this.tenant.begin({ afterClone: passing, beforePush: passing });
    for (let step = 0; step < steps; step += 1) {
      const [nautes, own] = [this.#next(["pn", "hn", "vn"]), this.#next(["po", "ho", "vo"])];
      if (this.#random() < 0.4) await this.#atOnce(nautes, own);
      else await this.#one(this.#random() < 0.5 ? nautes : own);
    }
    await this.#quiet();
    this.#check();
    if (this.#model.get("vn") === "ho") await this.#toggle("vn");
    for (const name of ["vo", "po", "ho"]) if (this.#model.has(name)) await this.#toggle(name);
    this.#check();
    // Lists of a host that Nautes wrote over no longer say that we made them, so they stay, with nobody in them.
    const lists = Object.values(hostFiles("ho"));
    const left = this.tenant.repository.paths().filter((path) => /\b[phv]o\b/.test(path));
    expect(left.filter((path) => !lists.includes(path))).toEqual([]);
    for (const path of left) expect(this.tenant.repository.text(path)).not.toMatch(/\bv[no]\b/);
  }

  #next(names: readonly string[]): string {
    return names[Math.floor(this.#random() * names.length)]!;
  }

  /** One change, or its refusal while others need the cluster. */
  async #one(name: string): Promise<void> {
    const users = [...this.#model].filter(([, host]) => host === name).map(([user]) => user);
    if (users.length === 0) await this.#toggle(name);
    else await expect(this.#toggle(name)).rejects.toThrow(users[0]);
  }

  /** Ours comes between Nautes' clone and its push; Nautes' caller asks again if that was too much for it. */
  async #atOnce(nautes: string, own: string): Promise<void> {
    const hosts = [...this.#hosts()];
    // Nautes looks at its clone alone, so neither of them may need what the other takes away.
    const isFree = !this.#model.has(nautes) && !(own === "ho" && hosts.includes("ho"));
    if (!isFree) return this.#one(nautes);
    this.#overtake = async () => this.#toggle(own);
    await this.#toggle(nautes).catch(async (reason: unknown) => {
      expect(String(reason)).toMatch(/manual approval|git (commit|push) failed/);
      await this.#toggle(nautes);
    });
    // A virtual cluster without a host made no request.
    this.#overtake = undefined;
  }

  #hosts(): string[] {
    return [...this.#model.keys()].filter((name) => name.startsWith("h"));
  }

  async #toggle(name: string): Promise<void> {
    if (this.#model.has(name)) await this.#remove(name);
    else await this.#register(name);
  }

  async #register(name: string): Promise<void> {
    const host = name.startsWith("v") ? this.#hosts()[0] : "";
    if (host === undefined) return;
    if (byOurs.has(name))
      this.#states.set(name, await this.tenant.byUs(name, claimsOf(name, host)));
    else await this.tenant.byNautes(name, requestOf(name, host));
    this.#model.set(name, host);
  }

  async #remove(name: string): Promise<void> {
    const state = this.#states.get(name);
    if (state === undefined) {
      await this.tenant.nautes.deleteCluster(name);
      expect(await this.tenant.nautes.settled()).toEqual([]);
    } else {
      await this.tenant.destroy(name, state).catch((reason: unknown) => {
        throw new Error((reason as Rejection).details, { cause: reason });
      });
    }
    this.#states.delete(name);
    this.#model.delete(name);
  }

  /** One run of ours restores what Nautes wrote over; the next finds nothing. */
  async #quiet(): Promise<void> {
    for (const [name, state] of this.#states)
      this.#states.set(name, await this.tenant.up(name, state));
    for (const [name, state] of this.#states)
      expect([name, await this.tenant.drift(name, state)]).toEqual([name, []]);
  }

  /** Every list has who is registered, each once, whoever registered it. */
  #check(): void {
    const { tenant } = this;
    const all = [...this.#model.keys()].sort();
    const paths = tenant.repository.paths();
    expect(
      all.filter((name) => !paths.includes(`nautes/overlays/production/clusters/${name}.yaml`)),
    ).toEqual([]);
    if (all.length > 0) expect(tenant.listed().sort()).toEqual(all);
    const hosts = this.#hosts().sort();
    if (hosts.length > 0) expect(tenant.inSet(hostSet).sort()).toEqual(hosts);
    for (const host of hosts) {
      const virtual = all.filter((name) => this.#model.get(name) === host);
      const { set, ingress } = hostFiles(host);
      if (virtual.length > 0) expect(tenant.inSet(set).sort()).toEqual(virtual);
      const named = tenant.documents(ingress).flatMap(({ metadata }) => metadata.name);
      expect(named.sort()).toEqual(virtual.map((name) => `${name}-tekton-dashboard`));
    }
  }
}

function claimsOf(name: string, host: string): Claims {
  if (name === "po") return ours.worker(name);
  return name === "ho" ? ours.host(name) : ours.virtual(name, host, 31001);
}

function requestOf(name: string, host: string): ClusterRequest {
  if (name === "pn") return asked.worker("deployment");
  return name === "hn" ? asked.host() : asked.virtual(host, 31002);
}
