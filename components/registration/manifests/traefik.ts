import type { Json } from "../../../provider/claims/model";

/** The middleware that asks the OAuth proxy about each request. */
export function oauthForward(proxy: string): Json {
  return middleware("oauth-forward", {
    forwardAuth: {
      address: `http://${proxy}.oauth2-proxy/oauth2/auth`,
      trustForwardHeader: true,
      authResponseHeaders: ["X-Forwarded-User", "Authorization"],
    },
  });
}

/** The two middlewares that send users of a dashboard to the sign-in page. */
export function oauthSignIn(cluster: string, proxy: string, dashboardUrl: string): readonly Json[] {
  const errors = `oauth-errors-${cluster}`;
  return [
    middleware(`oauth-${cluster}`, {
      chain: { middlewares: [{ name: errors }, { name: "oauth-forward" }] },
    }),
    middleware(errors, {
      errors: {
        status: ["401"],
        service: { name: proxy, namespace: "oauth2-proxy", port: 80 },
        query: `/oauth2/sign_in?rd=${dashboardUrl}`,
      },
    }),
  ];
}

function middleware(name: string, spec: Json): Json {
  return {
    apiVersion: "traefik.containo.us/v1alpha1",
    kind: "Middleware",
    metadata: { name, namespace: "traefik" },
    spec,
  };
}
