import type { User } from "./model";
import type { World } from "./world";

/** How GitLab shows a user to others. */
export function presentUser({ url }: World, user: User): object {
  return {
    id: user.id,
    username: user.username,
    public_email: "",
    name: user.name,
    state: "active",
    locked: false,
    avatar_url: null,
    web_url: `${url}/${user.username}`,
  };
}

/** How GitLab shows a user to that user. */
export function presentSelf(world: World, user: User): object {
  return {
    ...presentUser(world, user),
    created_at: user.createdAt.toISOString(),
    bio: "",
    location: "",
    bot: user.bot,
    job_title: "",
    pronouns: null,
    last_sign_in_at: null,
    confirmed_at: user.createdAt.toISOString(),
    last_activity_on: null,
    email: user.email,
    commit_email: user.email,
    color_scheme_id: 1,
    projects_limit: 100_000,
    current_sign_in_at: null,
    identities: [],
    can_create_group: true,
    can_create_project: true,
    two_factor_enabled: false,
    external: false,
    private_profile: false,
    ...(user.admin ? { is_admin: true } : {}),
  };
}
